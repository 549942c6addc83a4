"""Names of dtypes."""

import warnings

import jax.numpy as jnp
import ml_dtypes
import numpy as np
import pytest

from deepkit import backend
from deepkit.backend import is_float, is_int, kept_dtype, result_type, standardize_dtype


@pytest.mark.parametrize(
    ("dtype", "name"),
    [
        (None, "float32"),
        (float, "float32"),
        ("float", "float32"),
        (int, "int32"),
        ("int", "int32"),
        (bool, "bool"),
        (complex, "complex64"),
        ("float16", "float16"),
        (np.float64, "float64"),
        (np.dtype("uint8"), "uint8"),
        (np.dtype("bool"), "bool"),
        (jnp.bfloat16, "bfloat16"),
        (ml_dtypes.bfloat16, "bfloat16"),
        (jnp.ones(2).dtype, "float32"),
        ("float8_e4m3fn", "float8_e4m3fn"),
    ],
)
def test_dtypes_of_every_kind_have_one_name(dtype, name):
    assert standardize_dtype(dtype) == name


def test_dtypes_of_torch_are_known():
    torch = pytest.importorskip("torch")
    assert standardize_dtype(torch.float16) == "float16"
    assert standardize_dtype(torch.bfloat16) == "bfloat16"


def test_no_dtype_is_the_floatx():
    backend.set_floatx("float16")
    assert standardize_dtype(None) == standardize_dtype(float) == "float16"


@pytest.mark.parametrize("dtype", ["flot32", "string", object, [1], {"a": 1}, 3])
def test_what_is_no_dtype_is_refused(dtype):
    with pytest.raises(ValueError, match="`dtype` must be one of 'float32', 'bfloat16'"):
        standardize_dtype(dtype)


def test_floats_and_whole_numbers_are_told_apart():
    floats, wholes = ["float32", "bfloat16", "float8_e5m2"], ["int8", "uint32"]
    assert all(map(is_float, floats))
    assert all(map(is_int, wholes))
    assert not any(map(is_int, [*floats, "bool", "complex64"]))
    assert not any(map(is_float, [*wholes, "bool", "complex64"]))


@pytest.mark.parametrize(
    ("dtypes", "expected"),
    [
        (("int32", "float32"), "float32"),
        (("int32", "bfloat16"), "bfloat16"),
        (("bfloat16", "float16"), "float32"),
        (("bfloat16", float), "bfloat16"),
        (("int8", int), "int8"),
        (("int32", float), "float32"),
        (("bool", "int8"), "int8"),
    ],
)
def test_arithmetic_between_dtypes_is_that_of_keras(dtypes, expected):
    keras = pytest.importorskip("keras")
    assert result_type(*dtypes) == keras.backend.result_type(*dtypes) == expected


@pytest.mark.parametrize("dtype", ["int64", "uint64", "float64", "complex128", "int32", "bfloat16"])
def test_the_dtype_that_is_computed_in_is_that_of_arrays(dtype):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # JAX tells that it keeps 32 bits
        assert kept_dtype(dtype) == jnp.zeros(1, dtype).dtype.name
