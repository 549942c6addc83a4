"""The loss scale halves at infinite gradients and doubles after many good ones."""

import jax
import numpy as np
import optax
import pytest

from deepkit.backend import Variable, jit
from deepkit.optimizers import SGD, LossScaleOptimizer, Optax

GOOD, BAD = np.float32([4.0]), np.float32([np.inf])


def made(**options):
    return LossScaleOptimizer(SGD(0.5), initial_scale=4.0, dynamic_growth_steps=2, **options)


def test_gradients_are_divided_by_the_scale():
    optimizer, weight = made(), Variable([1.0])
    optimizer.apply([GOOD], [weight])
    assert weight.numpy() == [0.5]


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
def test_an_infinite_gradient_skips_the_update_and_halves_the_scale(bad):
    optimizer, weight = made(), Variable([1.0])
    optimizer.apply([[bad]], [weight])
    assert weight.numpy() == [1.0]
    assert float(optimizer.dynamic_scale) == 2.0
    assert int(optimizer.iterations) == 0


def test_good_calls_in_a_row_double_the_scale():
    optimizer, weight, scales = made(), Variable([1.0]), []
    for grad in (GOOD, BAD, GOOD, GOOD, GOOD, GOOD):
        optimizer.apply([grad], [weight])
        scales.append(float(optimizer.dynamic_scale))
    assert scales == [4.0, 2.0, 2.0, 4.0, 4.0, 8.0]


def test_the_pure_face_does_the_same_compiled():
    optimizer = made()
    params = {"w": np.float32([1.0])}
    state, step = optimizer.init_state(params), jit(optimizer.apply_state)
    for grad in (GOOD, BAD, GOOD):
        params, state = step({"w": grad}, params, state)
    np.testing.assert_array_equal(params["w"], [1.0 - 0.5 * 1.0 - 0.5 * 2.0])
    assert float(optimizer.scale_loss(3.0, state)) == 6.0
    assert (int(state["step_counter"]), int(state["inner"]["iterations"])) == (1, 2)


def test_the_scale_comes_before_the_first_call_too():
    assert float(made().scale_loss(np.float16(3.0))) == 12.0


def test_rate_and_averages_are_those_of_the_inner_optimizer():
    inner = SGD(0.5, use_ema=True, ema_momentum=0.5, loss_scale_factor=3.0)
    optimizer, weight = LossScaleOptimizer(inner, initial_scale=1.0), Variable([1.0], name="w")
    optimizer.learning_rate = 0.25
    for _ in range(2):
        optimizer.apply([GOOD], [weight])
    optimizer.finalize_variable_values([weight])
    assert float(inner.learning_rate) == float(optimizer.learning_rate) == 0.25
    assert inner.loss_scale_factor is None
    assert weight.numpy() == [-0.5]  # the mean of 0 and -1
    params = {"w": weight.value}
    state = {"inner": {"average": {"w": np.float32([9.0])}}}
    assert optimizer.finalize_state(params, state)["w"] == [9.0]


def test_numbers_out_of_range_are_refused():
    with pytest.raises(ValueError, match=r"`initial_scale` must be > 0, got 0"):
        LossScaleOptimizer(SGD(), initial_scale=0)
    with pytest.raises(ValueError, match=r"`dynamic_growth_steps` must be a whole number >= 1"):
        LossScaleOptimizer(SGD(), dynamic_growth_steps=0)


def test_states_that_are_named_tuples_stay_what_they_are():
    with jax.numpy_dtype_promotion("standard"):  # Optax mixes dtypes
        optimizer = LossScaleOptimizer(Optax(optax.adam(0.1)), initial_scale=4.0)
        params, expected = {"w": np.float32([1.0])}, {"w": np.float32([1.0])}
        state, theirs = optimizer.init_state(params), optax.adam(0.1).init(expected)
        for grad in (GOOD, BAD, GOOD):
            params, state = optimizer.apply_state({"w": grad}, params, state)
        for grad in (GOOD / 4, GOOD / 2):
            updates, theirs = optax.adam(0.1).update({"w": grad}, theirs, expected)
            expected = optax.apply_updates(expected, updates)
    assert jax.tree.structure(state["inner"]["optax"]) == jax.tree.structure(theirs)
    np.testing.assert_allclose(params["w"], expected["w"], rtol=1e-6)
