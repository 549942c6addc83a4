"""Operands become arrays of one dtype, and Python numbers widen nothing."""

import itertools

import jax.numpy as jnp
import keras
import numpy as np
import pytest

from deepkit import backend, ops
from deepkit.ops._promotion import common_dtype

DTYPES = ["bool", "uint8", "int8", "int32", "float16", "bfloat16", "float32"]


@pytest.mark.parametrize(
    ("a", "b"), [*itertools.combinations(DTYPES, 2), *itertools.product(DTYPES, [int, float])]
)
def test_operands_meet_where_they_meet_in_keras(a, b):
    second = b(2) if isinstance(b, type) else jnp.zeros(2, b)
    expected = keras.backend.result_type(a, b)
    assert common_dtype(jnp.zeros(2, a), second) == expected
    assert ops.maximum(np.zeros(2, a), second).dtype == expected


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        ("float32", "float32", "float32"),
        ("int32", "float32", "float32"),
        ("bfloat16", "float32", "float32"),
        ("bfloat16", "float16", "float32"),
        ("int32", "bfloat16", "bfloat16"),
        ("bool", "int8", "int8"),
        ("int8", "uint8", "int16"),
    ],
)
def test_the_wider_dtype_wins(first, second, result):
    assert ops.add(ops.ones((2,), first), ops.ones((2,), second)).dtype == result


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float32"])
@pytest.mark.parametrize("number", [2, 2.0, True])
def test_a_python_number_does_not_widen_floats(dtype, number):
    x = ops.ones((2,), dtype)
    assert (ops.multiply(x, number).dtype, ops.multiply(number, x).dtype) == (dtype, dtype)


def test_a_python_int_does_not_widen_whole_numbers_but_a_float_does():
    assert ops.add(ops.ones((2,), "int8"), 1).dtype == "int8"
    assert ops.add(ops.ones((2,), "int8"), 1.5).tolist() == [2.5, 2.5]


def test_python_numbers_alone_make_a_weak_array():
    assert float(ops.add(1, 2.5)) == 3.5
    assert (ops.exp(1.0) * ops.ones((2,), "bfloat16")).dtype == "bfloat16"


def test_a_weak_array_of_floats_does_not_widen_bfloat16():
    assert ops.add(jnp.asarray(1.0), ops.ones((2,), "bfloat16")).dtype == "bfloat16"


def test_numpy_floats_become_the_floatx():
    backend.set_floatx("bfloat16")
    assert ops.add(np.ones(2), np.ones(2)).dtype == "bfloat16"


def test_whole_numbers_become_the_floatx_where_floats_are_needed():
    backend.set_floatx("float16")
    whole = ops.ones((2,), "int32")
    assert (ops.divide(whole, 2).dtype, ops.exp(whole).dtype) == ("float16", "float16")


def test_variables_and_lists_are_operands_too():
    variable = backend.Variable([1.0, 2.0])
    assert ops.add(variable, [1.0, 1.0]).tolist() == [2.0, 3.0]
    assert ops.concatenate([variable, np.zeros(1)]).tolist() == [1.0, 2.0, 0.0]
