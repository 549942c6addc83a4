"""Comparisons, logic and bits."""

import numpy as np
import pytest

import deepkit
from deepkit import backend, ops


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("x == 2", [False, True]), ("x != 2", [True, False]), ("x < 2", [True, False]),
        ("x <= 2", [True, True]), ("x > 1", [False, True]), ("x >= 1", [True, True]),
        ("1 < x", [False, True]), ("x & 2", [0, 2]), ("x | 4", [5, 6]), ("x ^ 3", [2, 1]),
        ("~x", [-2, -3]),
    ],
)  # fmt: skip
def test_operators_of_variables_are_operations(text, result):
    assert eval(text, {"x": backend.Variable(np.array([1, 2]))}).tolist() == result


def test_operators_of_graphs_are_operations_but_equality_is_identity():
    x = deepkit.Input((2,))
    assert ((x > 1) & (x < 2) | ~(x > 3)).dtype == "bool"
    assert x == x
    assert x != deepkit.Input((2,))


def test_numbers_are_true_unless_zero():
    assert ops.logical_and([1.0, 0.0], [2, 2]).tolist() == [True, False]
    assert ops.logical_or([0, 0], [0.0, 3.0]).tolist() == [False, True]
    assert ops.logical_xor([1, 1], [0, 1]).tolist() == [True, False]
    assert ops.logical_not([0.0, 0.1]).tolist() == [True, False]


def test_what_is_not_finite_is_told_apart():
    x = [np.nan, np.inf, -np.inf, 1.0]
    assert ops.isnan(x).tolist() == [True, False, False, False]
    assert ops.isinf(x).tolist() == [False, True, True, False]
    assert ops.isfinite(x).tolist() == [False, False, False, True]
    assert ops.isposinf(x).tolist() == [False, True, False, False]
    assert ops.isneginf(x).tolist() == [False, False, True, False]


def test_closeness_is_relative_to_the_second():
    assert ops.isclose([100.0, 0.0], [101.0, 1e-3], rtol=0.01, atol=1e-4).tolist() == [True, False]
    assert bool(ops.allclose([np.nan], [np.nan], equal_nan=True))
    assert not bool(ops.allclose([np.nan], [np.nan]))


def test_membership_is_asked_and_denied():
    assert ops.isin([1, 2, 3], [2, 5]).tolist() == [False, True, False]
    assert ops.isin([1, 2, 3], [2, 5], invert=True).tolist() == [True, False, True]


def test_bits_move_and_turn():
    assert ops.left_shift([1, 3], 2).tolist() == [4, 12]
    assert ops.right_shift([8, -8], 1).tolist() == [4, -4]
    assert ops.bitwise_not([0, 5]).tolist() == [-1, -6]
