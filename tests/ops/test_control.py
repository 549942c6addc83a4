"""Control flow inside a program."""

import jax
import numpy as np
import pytest

from deepkit import backend, ops
from deepkit.errors import StateError
from tests.backend._drawing import drawn


def test_one_branch_is_taken():
    choose = backend.jit(lambda x: ops.cond(x > 0, lambda: x, lambda: -x))
    assert (float(choose(2.0)), float(choose(-3.0))) == (2.0, 3.0)
    branches = [lambda x: x, lambda x: x * 10]
    assert [float(ops.switch(i, branches, 2.0)) for i in (0, 1, 7)] == [2.0, 20.0, 20.0]


def test_a_loop_runs_while_its_condition_holds():
    count, total = ops.while_loop(lambda i, s: i < 4, lambda i, s: (i + 1, s + i), (0, 0))
    assert (int(count), int(total)) == (4, 6)
    assert int(ops.while_loop(lambda x: x < 100, lambda x: x * 2, 1)) == 128
    assert int(ops.while_loop(lambda x: x < 100, lambda x: x * 2, 1, maximum_iterations=3)) == 8


def test_a_loop_runs_a_number_of_times():
    assert int(ops.fori_loop(2, 5, lambda i, x: x + i, 0)) == 9


def test_a_scan_carries_and_collects():
    last, sums = ops.scan(lambda c, x: (c + x, c + x), 0.0, np.array([1.0, 2.0, 3.0]))
    assert (float(last), sums.tolist()) == (6.0, [1.0, 3.0, 6.0])
    last, _ = ops.scan(lambda c, _: (c * 2, None), 1.0, length=3)
    assert float(last) == 8.0
    _, sums = ops.scan(lambda c, x: (c + x, c + x), 0.0, np.array([1.0, 2.0]), reverse=True)
    assert sums.tolist() == [3.0, 2.0]


def test_running_results_of_an_associative_function():
    assert ops.associative_scan(lambda a, b: a + b, np.array([1, 2, 3])).tolist() == [1, 3, 6]
    backwards = ops.associative_scan(lambda a, b: a * b, np.array([2, 3]), reverse=True)
    assert backwards.tolist() == [6, 3]


def test_slices_are_mapped_one_by_one_or_all_at_once():
    pairs = {"a": np.array([1, 2]), "b": np.array([3, 4])}
    for run in (ops.map, ops.vectorized_map):
        assert run(lambda x: x["a"] + x["b"], pairs).tolist() == [4, 6]


def test_a_function_of_numbers_becomes_one_of_arrays():
    dot = ops.vectorize(lambda a, b: (a * b).sum(), signature="(n),(n)->()")
    assert dot(np.ones((4, 3)), np.ones(3)).tolist() == [3.0] * 4
    scaled = ops.vectorize(lambda x, k: x * k, excluded={1})
    assert scaled(np.array([1.0, 2.0]), 3).tolist() == [3.0, 6.0]


def test_branches_read_variables_as_they_are_now():
    v = backend.Variable(2.0)

    def chosen():
        return float(ops.cond(v > 0, lambda: v + 1, lambda: v * 1))

    assert chosen() == 3
    v.assign(-5.0)
    assert chosen() == -5


COUNTED = {
    "cond": lambda f: ops.cond(True, lambda: f(0.0), lambda: 0.0),
    "switch": lambda f: ops.switch(0, [f, f], 1.0),
    "while_loop": lambda f: ops.while_loop(lambda x: x < 3, f, 0.0),
    "fori_loop": lambda f: ops.fori_loop(0, 3, lambda i, x: f(x), 0.0),
    "map": lambda f: ops.map(f, np.ones(2, "float32")),
}


@pytest.mark.parametrize("name", COUNTED)
def test_variables_cannot_be_assigned_where_that_would_be_lost(name):
    count = backend.Variable(0.0, name="count")

    def counted(x):
        count.assign_add(1.0)
        return x + 1

    with pytest.raises(StateError, match="Variable 'count' is assigned inside"):
        COUNTED[name](counted)


def test_a_scan_carries_the_variables_that_it_assigns():
    count = backend.Variable(10.0)

    def step(total, x):
        count.assign_add(x)
        return total + count, count.value

    last, counts = ops.scan(step, 0.0, np.array([1.0, 2.0], "float32"))
    assert (float(last), counts.tolist(), float(count)) == (24.0, [11.0, 13.0], 13.0)


def test_a_loop_that_should_not_begin_does_not():
    assert int(ops.while_loop(lambda x: x < 0, lambda x: x + 1, 1)) == 1
    assert int(ops.fori_loop(5, 2, lambda i, x: x + i, 7)) == 7


def test_control_flow_is_drawn_and_differentiated():
    x = drawn(None, 3)
    assert ops.vectorized_map(lambda row: ops.sum(row), x).shape == (None,)
    slope = jax.grad(lambda x: ops.fori_loop(0, 3, lambda i, y: y * x, 1.0))(2.0)
    assert float(slope) == 12.0
