"""The pure face: a state of arrays, and calls that change nothing."""

import numpy as np
import pytest

from deepkit import backend
from deepkit.optimizers import SGD, Adam, schedules

PARAMS = {"a": np.float32([1.0, 2.0]), "b": np.float32(3.0)}
GRADS = {"a": np.float32([1.0, -1.0]), "b": np.float32(0.5)}


def structure(tree):
    return {k: structure(v) for k, v in tree.items()} if isinstance(tree, dict) else tree.shape


def test_the_state_has_what_the_options_need():
    optimizer = SGD(0.1, momentum=0.9, use_ema=True, gradient_accumulation_steps=2)
    parts = {"a": (2,), "b": ()}
    assert structure(optimizer.init_state(PARAMS)) == {
        "iterations": (),
        "learning_rate": (),
        "slots": {"a": {"momentum": (2,)}, "b": {"momentum": ()}},
        "average": parts,
        "accumulator": parts,
    }


def test_with_a_schedule_there_is_no_rate_in_the_state():
    optimizer = SGD(schedules.ExponentialDecay(0.5, 1, 0.5))
    state = optimizer.init_state(PARAMS)
    assert "learning_rate" not in state
    params, state = optimizer.apply_state(GRADS, PARAMS, state)
    params, _ = optimizer.apply_state(GRADS, params, state)
    np.testing.assert_allclose(params["b"], 3.0 - 0.25 - 0.125)


def test_a_call_changes_neither_its_arguments_nor_the_optimizer():
    optimizer = Adam()
    state = optimizer.init_state(PARAMS)
    optimizer.apply_state(GRADS, PARAMS, state)
    assert int(state["iterations"]) == int(optimizer.iterations) == 0
    assert float(state["slots"]["b"]["momentum"]) == 0.0


def test_a_new_rate_needs_no_new_compilation():
    optimizer, traces = SGD(0.5), []

    def step(state):
        traces.append(1)
        return optimizer.apply_state(GRADS, PARAMS, state)

    compiled, state = backend.jit(step), optimizer.init_state(PARAMS)
    first, _ = compiled(state)
    second, _ = compiled({**state, "learning_rate": np.float32(1.0)})
    assert (float(first["b"]), float(second["b"]), len(traces)) == (2.75, 2.5, 1)


def test_calls_can_be_scanned():
    optimizer = Adam(use_ema=True, gradient_accumulation_steps=2)
    start = (PARAMS, optimizer.init_state(PARAMS))

    def step(carry, _):
        return optimizer.apply_state(GRADS, *carry), None

    (params, state), _ = backend.scan(step, start, length=4)
    assert int(state["iterations"]) == 4
    assert float(params["b"]) < 3.0


def test_a_variable_without_gradient_is_left_as_it_is():
    optimizer = SGD(0.5, momentum=0.5)
    state = optimizer.init_state(PARAMS)
    params, _ = optimizer.apply_state({"a": GRADS["a"], "b": None}, PARAMS, state)
    assert params["b"] == 3.0
    np.testing.assert_array_equal(params["a"], [0.5, 2.5])


def test_the_loss_is_scaled_by_the_factor():
    assert SGD().scale_loss(3.0) == 3.0
    assert SGD(loss_scale_factor=8.0).scale_loss(3.0, {}) == 24.0


@pytest.mark.parametrize(("use_ema", "expected"), [(True, 7.0), (False, 3.0)])
def test_the_final_weights_are_the_averages_if_there_are_any(use_ema, expected):
    optimizer = SGD(use_ema=use_ema)
    state = optimizer.init_state(PARAMS) | {"average": {"a": PARAMS["a"], "b": np.float32(7.0)}}
    assert optimizer.finalize_state(PARAMS, state)["b"] == expected
