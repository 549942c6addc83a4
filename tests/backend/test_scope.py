"""The bridge from Variables to pure functions."""

import concurrent.futures
import gc

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from deepkit import ops
from deepkit.backend import SeedGenerator, Variable, jit, name_scope, scope, sealed, stateless
from deepkit.errors import ShapeError, StateError


def test_variables_read_as_the_values_within_the_scope_only():
    a, b = Variable(1.0), Variable(2.0)
    with scope([a], [jnp.float32(10)]):
        assert (float(a.value), float(b.value)) == (10, 2)
    assert float(a.value) == 1


def test_assignments_do_not_escape_the_scope():
    a = Variable(1.0)
    with scope() as inner:
        a.assign(5.0)
        assert float(a.value) == float(inner[id(a)]) == 5
        assert list(inner.assigned.values()) == [a]
    assert float(a.value) == 1


def test_an_inner_scope_sees_the_outer_one():
    a, b = Variable(1.0), Variable(2.0)
    with scope([a], [10.0]), scope([b], [20.0]):
        assert (float(a.value), float(b.value)) == (10, 20)


def test_a_scope_ends_with_an_error_too():
    a = Variable(1.0)
    with pytest.raises(KeyError), scope([a], [10.0]):
        raise KeyError
    assert float(a.value) == 1


def test_values_may_be_numbers_and_numpy_arrays():
    a, b = Variable(1, dtype="float16"), Variable([1.0, 2.0])
    with scope([a, b], [3, np.ones(2, "float64")]):
        assert (a.value.dtype, b.value.dtype) == ("float16", "float32")


def test_as_many_values_as_variables():
    with pytest.raises(ValueError, match="shorter"), scope([Variable(1.0)], []):
        pass


def test_values_in_the_wrong_order_are_noticed_by_their_shape():
    with (
        pytest.raises(ShapeError, match=r"'w' has shape \(2,\), got a value of shape \(\)"),
        scope([Variable([1.0, 2.0], name="w")], [1.0]),
    ):
        pass


def test_a_function_with_state_becomes_pure():
    count = Variable(1.0)

    def step(x, *, scale):
        count.assign_add(x)
        return scale * count.value

    result, [value] = stateless(step, [count])([10.0], 3.0, scale=2.0)
    assert (float(result), float(value), float(count.value)) == (26, 13, 1)


def test_a_pure_function_can_be_compiled_and_differentiated():
    w = Variable([2.0, 3.0])
    pure = stateless(lambda x: (w * w * x).sum(), [w])
    gradient = jax.jit(jax.grad(lambda w: pure([w], 2.0)[0]))(jnp.array([5.0, 7.0]))
    assert gradient.tolist() == [20, 28]


def test_a_variable_that_is_not_listed_keeps_its_value():
    listed, other = Variable(1.0), Variable(1.0)
    stateless(lambda: (listed.assign(2.0), other.assign(2.0)), [listed])([1.0])
    assert float(other.value) == 1


def test_equal_ids_of_dead_variables_are_no_trouble():
    with scope():
        for number in range(200):
            fresh = Variable(float(number))
            assert float(fresh.value) == number
            fresh.assign(-1.0)
            del fresh
            gc.collect(0)


def test_eight_threads_trace_the_same_function_at_once():
    w, seeds = Variable([1.0, 2.0]), SeedGenerator(3)

    def step(x):
        w.assign(w * 2 + x)
        key = seeds.next()
        return w.value.sum() + 0 * jax.random.uniform(key)

    def run(number):
        with scope():
            made = Variable(lambda shape, dtype: jnp.full(shape, number, dtype), shape=(2,))
        pure = jax.jit(stateless(step, [w, seeds.state]))
        result, values = pure([w.value, seeds.state.value], jnp.full(2, float(number)))
        return float(result), values[0].tolist(), values[1].tolist(), made.numpy().tolist()

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        results = list(pool.map(run, range(16)))
    for n, (result, value, state, made) in enumerate(results):
        assert (result, value, state) == (6 + 2 * n, [2 + n, 4 + n], [3, 1])
        assert made == [n, n]
    assert w.numpy().tolist() == [1, 2]


def test_a_sealed_function_reads_but_does_not_assign():
    count = Variable(2.0, name="count")
    assert float(sealed(lambda x: x * count.value)(3.0)) == 6
    with pytest.raises(StateError, match="Variable 'count' is assigned inside a compiled function"):
        sealed(lambda: count.assign(1.0))()


def test_a_scope_inside_a_sealed_function_can_be_assigned_in():
    count = Variable(2.0)
    pure = stateless(lambda: [count.assign_add(1.0).value], [count])
    assert float(jit(pure)([jnp.float32(5)])[1][0]) == 6


def test_sealing_twice_gives_two_functions_so_that_nothing_stale_is_remembered():
    factor = Variable(2.0)

    def scaled(x):
        return x * factor.value

    assert float(jax.jit(sealed(scaled))(1.0)) == 2
    factor.assign(3.0)
    assert float(jax.jit(sealed(scaled))(1.0)) == 3


def test_name_scopes_make_paths():
    with name_scope("block"), name_scope("dense"):
        assert Variable(0.0, name="kernel").path == "block/dense/kernel"
    assert Variable(0.0, name="kernel").path == "kernel"


def test_a_scope_entered_again_by_its_owner_adds_nothing():
    owner = object()
    with name_scope("dense", owner), name_scope("dense", owner), name_scope("dense", object()):
        assert Variable(0.0, name="kernel").path == "dense/dense/kernel"


def test_the_name_of_a_scope_is_one_part_of_a_path():
    with (
        pytest.raises(ValueError, match="`name` must not contain '/', got 'a/b'"),
        name_scope("a/b"),
    ):
        pass


def cond(f):
    return ops.cond(True, lambda: f(1.0), lambda: 0.0 * f(1.0))


CONTROL = [
    cond,
    lambda f: ops.switch(0, [f, f], 1.0),
    lambda f: ops.while_loop(lambda n, y: n < 1, lambda n, y: (n + 1, f(1.0)), (0, 0.0))[1],
    lambda f: ops.fori_loop(0, 1, lambda i, y: f(1.0), 0.0),
    lambda f: ops.map(f, jnp.ones(1))[0],
    lambda f: ops.vectorized_map(f, jnp.ones(1))[0],
    lambda f: ops.scan(lambda carry, x: (carry, f(x)), 0.0, jnp.ones(1))[1][0],
]


@pytest.mark.parametrize("control", CONTROL)
def test_control_flow_reads_variables_as_they_are_now(control):
    factor = Variable(2.0)

    def scaled(x):
        return x * factor.value

    assert float(control(scaled)) == 2
    factor.assign(3.0)
    assert float(control(scaled)) == 3
    assert float(jax.jit(lambda v: stateless(control, [factor])([v], scaled)[0])(5.0)) == 5


@pytest.mark.parametrize("control", CONTROL[:5])
def test_loops_and_branches_say_that_they_cannot_assign(control):
    count = Variable(2.0, name="count")

    def counted(x):
        count.assign_add(1.0)
        return x * 1.0

    with pytest.raises(StateError, match="'count' is assigned inside a compiled function, a loop"):
        stateless(control, [count])([0.0], counted)
