"""Arithmetic: operators, divisions by zero, remainders, powers and their gradients."""

import numpy as np
import pytest

import deepkit
from deepkit import backend, ops


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("x + 1", [3.0, -2.0]), ("1 - x", [-1.0, 4.0]), ("x * 2", [4.0, -6.0]),
        ("3 / x", [1.5, -1.0]), ("x // 2", [1.0, -2.0]), ("x % 2", [0.0, 1.0]),
        ("x ** 2", [4.0, 9.0]), ("2 ** x", [4.0, 0.125]), ("-x", [-2.0, 3.0]),
        ("+x", [2.0, -3.0]), ("abs(x)", [2.0, 3.0]), ("x @ [1.0, 1.0]", -1.0),
    ],
)  # fmt: skip
def test_operators_of_variables_and_graphs_are_operations(text, result):
    variable, symbol = backend.Variable([2.0, -3.0]), deepkit.Input((2,))
    value = eval(text, {"x": variable})
    assert value.tolist() == result
    if "@" not in text:
        assert eval(text, {"x": symbol}).shape == (None, 2)


def test_the_quotient_with_zero_is_zero_and_so_is_its_gradient():
    assert ops.divide_no_nan([1.0, 3.0], [0.0, 2.0]).tolist() == [0.0, 1.5]
    gradient = deepkit.grad(lambda x: ops.sum(ops.divide_no_nan([1.0, 3.0], x)))
    assert gradient(np.array([0.0, 2.0], "float32")).tolist() == [0.0, -0.75]


def test_remainders_take_the_sign_of_one_operand():
    assert ops.mod([-5, 5], [3, -3]).tolist() == [1, -1]
    assert ops.fmod([-5, 5], [3, -3]).tolist() == [-2, 2]


def test_a_whole_power_has_a_gradient_at_zero():
    assert float(deepkit.grad(lambda x: ops.power(x, 2))(0.0)) == 0.0
    assert float(deepkit.grad(lambda x: ops.power(x, 3))(-2.0)) == 12.0


def test_booleans_count_as_numbers():
    assert ops.square([True, False]).dtype == "int32"
    assert ops.mod([True], [True]).dtype == "int32"
    assert ops.clip([True, False], 0, 5).tolist() == [1, 0]


def test_nan_wins_in_maximum_and_loses_in_fmax():
    assert np.isnan(ops.maximum([np.nan], [1.0])).all()
    assert ops.fmax([np.nan], [1.0]).tolist() == [1.0]


def test_bounds_may_be_left_open():
    assert ops.clip([-3.0, 3.0], None, 1.0).tolist() == [-3.0, 1.0]
    assert ops.clip([-3.0, 3.0], -1.0, None).tolist() == [-1.0, 3.0]


def test_two_names_may_stand_for_one_operation():
    assert ops.abs is ops.absolute
    assert ops.true_divide is ops.divide
