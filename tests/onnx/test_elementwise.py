"""Primitives that treat all numbers alike: the same numbers in onnxruntime."""

import numpy as np
import pytest

from deepkit import ops
from tests.onnx._running import agree, kinds

X = np.array([[-2.5, -1.0, -1e-4, 0.0], [1e-6, 0.5, 1.5, 30.0]], "float32")
Y = np.array([[1.0, 2.0, -3.0, 0.5], [2.0, -1.0, 1.5, 3.0]], "float32")
N = np.array([[3, -7, 2, 0]], "int32")
B = X > 0

ONE = [
    "absolute", "arctan", "ceil", "cos", "erf", "exp", "exp2", "expm1", "floor", "isfinite",
    "negative", "round", "sigmoid", "sign", "silu", "sin", "sinh", "softplus", "square", "tan",
    "tanh", "trunc", "relu6", "gelu", "hard_tanh", "squareplus", "tanh_shrink", "cbrt",
]  # fmt: skip
TWO = ["add", "divide", "equal", "greater", "less_equal", "maximum", "minimum", "multiply",
       "not_equal", "subtract", "floor_divide", "mod"]  # fmt: skip


@pytest.mark.parametrize("name", ONE)
def test_a_function_of_one_number(name, tmp_path):
    agree(getattr(ops, name), [X], tmp_path, batches=(2,))


@pytest.mark.parametrize("name", ["log", "log1p", "rsqrt", "sqrt", "reciprocal"])
def test_a_function_of_a_number_above_zero(name, tmp_path):
    agree(getattr(ops, name), [np.abs(X) + 1e-5], tmp_path, batches=(2,))


@pytest.mark.parametrize("name", TWO)
def test_a_function_of_two_numbers(name, tmp_path):
    agree(getattr(ops, name), [X, Y], tmp_path, batches=(2,))


def test_truth_values(tmp_path):
    def fn(x, y):
        both = ops.logical_and(x, y), ops.logical_or(x, y), ops.logical_xor(x, y)
        return [*both, ops.logical_not(x), ops.where(x, y, ops.logical_not(y)), ops.maximum(x, y)]

    agree(fn, [B, ~B[::-1]], tmp_path, batches=(2,))


def test_whole_numbers(tmp_path):
    def fn(x):
        return [x // 2, x % 3, ops.bitwise_and(x, 3), ops.cast(x, "float32"), ops.clip(x, -1, 2)]

    agree(fn, [N], tmp_path)


def test_choices_and_powers(tmp_path):
    def fn(x, y):
        return [ops.where(x > 0, x, y), x**2, x**3, ops.power(ops.abs(x), y), ops.clip(x, -1, 1)]

    agree(fn, [X, Y], tmp_path, batches=(2,))


def test_what_is_above_zero_is_relu(tmp_path):
    def fn(x, y):
        return [ops.relu(x), ops.maximum(0.0, x), ops.maximum(x, y), ops.maximum(x, 1.0)]

    assert kinds(agree(fn, [X, Y], tmp_path, batches=(2,))).count("Relu") == 1


def test_small_numbers_keep_their_digits(tmp_path):
    tiny = np.array([[1e-7, -3e-6, 2e-4]], "float32")
    agree(lambda x: [ops.log1p(x) * 1e6, ops.expm1(x) * 1e6], [tiny], tmp_path)


def test_log1p_of_a_huge_number_is_no_nan(tmp_path):
    agree(ops.log1p, [np.array([[3e38, np.inf]], "float32")], tmp_path, batches=(1,))
