"""Optax transformations work as optimizers do."""

import jax
import numpy as np
import optax
import pytest

from deepkit.backend import Variable, jit
from deepkit.errors import SavingError
from deepkit.optimizers import LossScaleOptimizer, Optax

PARAMS = {"a": np.float32([1.0, 2.0]), "b": np.float32(3.0)}
GRADS = {"a": np.float32([1.0, -1e-3]), "b": np.float32(0.5)}
TRANSFORMATIONS = [
    optax.adam(0.1),
    optax.chain(optax.clip_by_global_norm(0.5), optax.sgd(0.1, momentum=0.9)),
    optax.inject_hyperparams(optax.rmsprop)(learning_rate=0.1),
    optax.adamw(optax.cosine_decay_schedule(0.1, 10)),
    optax.MultiSteps(optax.adam(0.1), every_k_schedule=2),
]


@pytest.fixture(autouse=True)
def mixed_dtypes():
    """Let dtypes mix, as some of Optax does."""
    with jax.numpy_dtype_promotion("standard"):
        yield


@pytest.mark.parametrize("transformation", TRANSFORMATIONS)
def test_it_does_what_optax_does(transformation):
    optimizer, expected = Optax(transformation), PARAMS
    variables = {key: Variable(value, name=key) for key, value in PARAMS.items()}
    theirs = transformation.init(PARAMS)
    for _ in range(3):
        optimizer.apply(GRADS.values(), variables.values())
        updates, theirs = transformation.update(GRADS, theirs, expected)
        expected = optax.apply_updates(expected, updates)
    for key, variable in variables.items():
        np.testing.assert_allclose(variable.numpy(), expected[key], rtol=1e-6)


def test_its_state_is_part_of_the_state_and_compiled():
    optimizer = Optax(optax.adam(0.1), clipvalue=1.0)
    state = optimizer.init_state(PARAMS)
    _, state = jit(optimizer.apply_state)(GRADS, PARAMS, state)
    assert int(state["optax"][0].count) == int(state["iterations"]) == 1
    assert "learning_rate" not in state


def test_its_variables_are_all_of_the_state():
    optimizer = Optax(optax.adam(0.1))
    assert len(optimizer.variables) == 1
    optimizer.build([Variable(value, name=key) for key, value in PARAMS.items()])
    assert len(optimizer.variables) == 1 + 1 + 2 * len(PARAMS)


def test_a_variable_that_joins_late_leaves_the_state_of_the_others():
    a, b = (Variable(value, name=key) for key, value in PARAMS.items())
    optimizer = Optax(optax.adam(0.1))
    optimizer.apply([GRADS["a"]], [a])
    optimizer.build([a, b])
    mu = optimizer.state_variables()["optax"][0].mu
    np.testing.assert_allclose(mu["a"].numpy(), 0.1 * GRADS["a"], rtol=1e-6)
    assert float(mu["b"]) == 0.0


def test_a_missing_gradient_counts_as_zero():
    optimizer = Optax(optax.sgd(0.1))
    params, _ = optimizer.apply_state({"a": GRADS["a"]}, PARAMS, optimizer.init_state(PARAMS))
    assert float(params["b"]) == 3.0


def test_it_can_be_scaled_for_float16():
    optimizer = LossScaleOptimizer(Optax(optax.sgd(0.5)), initial_scale=2.0)
    weight = Variable([1.0])
    optimizer.apply([[2.0]], [weight])
    assert weight.numpy() == [0.5]


def test_its_rate_is_out_of_reach():
    optimizer = Optax(optax.sgd(0.1))
    assert not hasattr(optimizer, "learning_rate")
    with pytest.raises(AttributeError, match=r"learning rate of an Optax transformation is inside"):
        optimizer.learning_rate  # noqa: B018
    with pytest.raises(TypeError, match=r"inside the Optax transformation: it cannot be set"):
        optimizer.learning_rate = 0.1


def test_it_cannot_be_written_to_a_file():
    optimizer = Optax(optax.sgd(0.1))
    with pytest.raises(SavingError, match=r"made of functions and cannot be written to a file"):
        optimizer.get_config()
    assert repr(optimizer).startswith("Optax(GradientTransformation")


def test_what_is_no_transformation_is_refused():
    with pytest.raises(TypeError, match=r"must have `init` and `update`, .* got 'adam'"):
        Optax("adam")


def test_weight_decay_is_left_to_optax():
    with pytest.raises(ValueError, match=r"use `optax.add_decayed_weights` there"):
        Optax(optax.sgd(0.1), weight_decay=0.1)
