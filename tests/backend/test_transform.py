"""Compiled functions, scans, maps and rematerialization with Variables inside."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import deepkit
from deepkit import ops
from deepkit.backend import (
    SeedGenerator,
    Variable,
    call_context,
    compute_dtype,
    current_call,
    grad,
    jit,
    remat,
    scan,
    set_random_seed,
    stateless,
    value_and_grad,
    vmap,
)
from deepkit.errors import StateError
from tests.backend._drawing import drawn


def test_a_compiled_function_takes_the_options_of_jax():
    def power(x, n):
        return x**n

    assert float(jit(power, static_argnames="n")(2.0, n=3)) == 8
    assert float(jit(power, static_argnums=1)(2.0, 3)) == 8


def test_variables_are_constants_of_a_compiled_function_as_they_were_at_its_first_call():
    w = Variable(2.0)

    def scaled(x):
        return x * w.value

    first = jit(scaled)
    assert float(first(1.0)) == 2
    w.assign(3.0)
    assert (float(first(1.0)), float(jit(scaled)(1.0))) == (2, 3)


def test_a_compiled_function_cannot_assign():
    count = Variable(0.0, name="count")

    def counted(x):
        count.assign_add(1.0)
        return x

    with pytest.raises(StateError, match="Variable 'count' is assigned inside a compiled function"):
        jit(counted)(1.0)
    with pytest.raises(StateError, match="Variable 'count' is assigned inside a compiled function"):
        stateless(jit(counted), [count])([0.0], 1.0)


def total(carry, x):
    return carry + x, carry


def test_a_scan_carries_and_collects():
    last, seen = scan(total, jnp.float32(0), jnp.arange(4.0))
    assert (float(last), seen.tolist()) == (6, [0, 0, 1, 3])


def test_a_scan_can_go_backward_and_without_inputs():
    last, seen = scan(total, jnp.float32(0), jnp.arange(4.0), reverse=True)
    assert (float(last), seen.tolist()) == (6, [6, 5, 3, 0])
    last, _ = scan(lambda c, x: (c * 2, None), jnp.float32(1), length=3)
    assert float(last) == 8


def run_scan(w, xs):
    def step(carry, x):
        w.assign_add(x)
        return carry + w, carry

    return scan(step, jnp.float32(0), xs)[0]


def test_variables_that_a_step_assigns_are_carried_along():
    w = Variable(1.0)
    assert float(run_scan(w, jnp.ones(3))) == 2 + 3 + 4
    assert float(w.value) == 4


def test_variables_are_carried_inside_a_compiled_pure_function():
    w = Variable(1.0)
    result, [value] = jit(stateless(lambda: run_scan(w, jnp.ones(3)), [w]))([10.0])
    assert (float(result), float(value), float(w.value)) == (11 + 12 + 13, 13, 1)


def test_variables_are_carried_in_their_own_dtype():
    w = Variable(1.0)

    def step(carry, x):
        w.assign_add(1e-6)
        return carry, w.value

    with compute_dtype("bfloat16"):
        _, seen = scan(step, 0.0, jnp.ones(3))
    assert (seen.dtype, w.value.dtype) == ("bfloat16", "float32")
    assert float(w.value) > 1


def test_a_generator_moves_on_within_a_scan():
    seeds = SeedGenerator(3)

    def step(carry, x):
        return carry, jax.random.uniform(seeds.next())

    _, draws = scan(step, 0.0, jnp.ones(4))
    again = SeedGenerator(3)
    expected = [float(jax.random.uniform(again.next())) for _ in range(4)]
    np.testing.assert_allclose(draws, expected)
    assert seeds.state.numpy().tolist() == [3, 4]


def test_a_scan_reads_variables_as_they_are_now_however_often_it_is_run():
    w = Variable(2.0)

    def step(carry, x):
        return carry + w.value * x, None

    def run():
        return scan(step, jnp.float32(0), jnp.ones(3))[0]

    assert float(run()) == 6
    w.assign(3.0)
    assert float(run()) == 9
    assert float(grad(run, w)()) == 3
    assert float(jax.jit(lambda v: stateless(run, [w])([v])[0])(5.0)) == 15


def test_a_mapped_function():
    assert vmap(lambda x, y: x * y, (0, None))(jnp.arange(3.0), 2.0).tolist() == [0, 2, 4]
    assert vmap(lambda x: x, out_axes=1)(jnp.ones((2, 3))).shape == (3, 2)


def test_a_mapped_function_may_assign_what_is_the_same_for_all():
    count = Variable(0.0)

    def counted(x):
        count.assign_add(1.0)
        return x * count

    assert vmap(counted)(jnp.arange(3.0)).tolist() == [0, 1, 2]
    assert float(count.value) == 1


def test_a_mapped_function_may_not_assign_what_differs():
    last = Variable(0.0, name="last")
    with pytest.raises(StateError, match="Variables 'last' are assigned in a mapped function"):
        vmap(lambda x: last.assign(x).value)(jnp.arange(3.0))


def test_errors_of_a_mapped_function_pass():
    with pytest.raises(ValueError, match="axis"):
        vmap(lambda x, y: x)(jnp.ones(2), jnp.ones(3))


def test_recomputing_changes_no_value_and_no_gradient():
    fn = remat(lambda x: jnp.sin(x) ** 2)
    assert float(grad(fn)(1.0)) == pytest.approx(2 * np.sin(1) * np.cos(1))
    assert "remat" in str(jax.make_jaxpr(fn)(1.0))


def test_options_of_a_recomputed_function_stay_what_they_are():
    fn = remat(lambda x, training=False: 2 * x if training else x)
    assert float(fn(jnp.float32(3), training=True)) == 6


def test_a_recomputed_function_may_read_and_assign():
    w, seeds = Variable([1.0, 2.0]), SeedGenerator(3)

    @remat
    def noisy(x):
        return ops.sum(w * w * x) + 0 * jax.random.uniform(seeds.next())

    value, gradient = value_and_grad(noisy, w)(jnp.float32(2))
    assert (float(value), gradient.tolist()) == (10, [4, 8])
    assert seeds.state.numpy().tolist() == [3, 1]
    w.assign([3.0, 4.0])
    assert grad(noisy, w)(jnp.float32(2)).tolist() == [12, 16]


def test_masks_and_losses_cross_the_border_of_a_recomputed_function():
    x, mask = jnp.ones(3), jnp.array([True, False, True])

    def layer(x):
        call = current_call()
        call.losses.append(("layer", x.sum()))
        y = x * 2
        call.set_mask(y, ~call.mask_of(x))
        return y

    with call_context(training=True) as call:
        call.set_mask(x, mask)
        y = remat(layer)(x)
        assert call.mask_of(y).tolist() == [False, True, False]
        assert [(owner, float(value)) for owner, value in call.losses] == [("layer", 3)]


def test_symbols_pass_through_a_recomputed_function():
    y = remat(lambda x: x * 2)(drawn(None, 3))
    assert y.node.name == "multiply"


class Block(deepkit.layers.Layer):
    """Layers with weights, state, randomness and a penalty, recomputed or not."""

    def __init__(self, recomputed):
        super().__init__()
        self.dense = deepkit.layers.Dense(4, activity_regularizer="l2")
        self.norm = deepkit.layers.BatchNormalization()
        self.dropout = deepkit.layers.Dropout(0.5, seed=1)
        self.recomputed = recomputed

    def inner(self, x):
        return self.dropout(self.norm(self.dense(x)))

    def call(self, x):
        return x + (remat(self.inner) if self.recomputed else self.inner)(x)


def train(recomputed):
    set_random_seed(3)
    model = deepkit.Sequential([deepkit.Input((4,)), Block(recomputed), deepkit.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(size=(32, 4)).astype("float32")
    history = model.fit(x, x[:, :1], epochs=2, verbose=0)
    return [*history.history["loss"], *(weight.sum() for weight in model.get_weights())]


def test_a_recomputed_layer_trains_like_any_other():
    np.testing.assert_allclose(train(recomputed=True), train(recomputed=False), rtol=1e-5)
