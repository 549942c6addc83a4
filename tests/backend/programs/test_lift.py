"""What a function reads from elsewhere becomes an argument."""

import numpy as np
import pytest

from deepkit import ops
from deepkit.backend import Spec, Variable
from deepkit.backend.programs import lift, to_stablehlo

X = np.arange(6, dtype="float32").reshape(2, 3)
TABLE = np.arange(300, dtype="float32").reshape(3, 100)


@pytest.mark.parametrize("make", [np.asarray, ops.convert_to_tensor, Variable])
def test_an_array_from_elsewhere_is_a_constant_that_can_be_replaced(make):
    table = make(TABLE)
    lifted = lift(lambda x: {"y": ops.matmul(x, table)}, Spec((None, 3), "float32"))
    np.testing.assert_array_equal(lifted.constants[0], TABLE)
    np.testing.assert_allclose(lifted.run([2 * TABLE], X)[0], X @ (2 * TABLE))
    assert lifted.results["y"].shape[1] == 100


def test_small_arrays_stay_where_they_are():
    lifted = lift(lambda x: x + np.ones(3, "float32"), X)
    assert lifted.constants == []
    np.testing.assert_allclose(lifted.run([], X)[0], X + 1)


def test_it_is_told_which_arguments_matter():
    def fn(a, b, c):
        unused = a * c
        del unused
        return ops.matmul(a, b)

    assert lift(fn, X, TABLE, X).used == [True, True, False]


def test_an_argument_that_is_returned_matters():
    assert lift(lambda x: x, X).used == [True]


def test_the_program_of_a_lifted_function_is_small_whatever_the_constants():
    table = np.random.default_rng(0).normal(size=(3, 100_000)).astype("float32")
    lifted = lift(lambda x: x @ table, Spec((None, 3), "float32"))
    program = to_stablehlo(lifted.run, lifted.constants, Spec((None, 3), "float32"))
    assert len(program) < 10_000


def test_what_is_done_is_written_within_loops_too():
    def fn(x):
        return ops.fori_loop(0, 3, lambda i, y: ops.sin(y), x)

    assert "sin" in lift(fn, X).written()


def test_what_is_written_tells_numbers_and_constants_apart_and_nothing_else():
    def write(factor, table):
        return lift(lambda x: ops.sin(x) * factor + table, X).written()

    ones, zeros = np.ones(3, "float32"), np.zeros(3, "float32")
    assert write(2.0, ones) == write(2.0, ones)
    assert len({write(2.0, ones), write(3.0, ones), write(2.0, zeros)}) == 3
