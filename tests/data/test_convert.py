"""Whatever holds numbers becomes a numpy array; whatever does not is refused by name."""

import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from deepkit.data._convert import is_array, to_arrays
from deepkit.errors import DataError


def test_float64_becomes_the_floatx():
    assert to_arrays(np.zeros(3), "x").dtype == "float32"
    assert to_arrays(np.zeros(3), "x", "float64").dtype == "float64"
    assert to_arrays(np.zeros(3, "float16"), "x").dtype == "float32"


@pytest.mark.parametrize("dtype", ["int8", "int32", "int64", "uint8", "bool"])
def test_whole_numbers_and_booleans_stay(dtype):
    assert to_arrays(np.zeros(3, dtype), "x").dtype == dtype


def test_an_array_of_the_right_dtype_is_not_copied():
    array = np.zeros((3, 2), "float32")
    assert to_arrays(array, "x") is array


def test_lists_of_numbers_are_one_array_and_lists_of_arrays_are_several():
    np.testing.assert_array_equal(to_arrays([[1, 2], [3, 4]], "x"), [[1, 2], [3, 4]])
    several = to_arrays([np.zeros(2), [1.0, 2.0]], "x")
    assert isinstance(several, list)
    assert [array.dtype for array in several] == ["float32", "float32"]


def test_jax_arrays_become_numpy():
    array = to_arrays(jnp.ones(2, "bfloat16"), "x")
    assert isinstance(array, np.ndarray)
    assert array.dtype == "float32"


def test_torch_tensors_become_numpy():
    torch = pytest.importorskip("torch")
    array = to_arrays(torch.ones(2, dtype=torch.bfloat16, requires_grad=True), "x")
    np.testing.assert_array_equal(array, np.ones(2, "float32"), strict=True)


def test_the_columns_of_a_frame_become_one_matrix_of_rows():
    frame = pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5], "c": [True, False]})
    matrix = to_arrays(frame, "x")
    np.testing.assert_array_equal(matrix, np.array([[1, 0.5, 1], [2, 1.5, 0]], "float32"))
    assert matrix.dtype == "float32"
    assert matrix.flags.c_contiguous


def test_a_frame_of_whole_numbers_stays_whole():
    assert to_arrays(pd.DataFrame({"a": [1, 2], "b": [3, 4]}), "x").dtype == "int64"
    assert to_arrays(pd.DataFrame({"a": [1, 2]}, dtype="Int64"), "x").dtype == "int64"
    assert to_arrays(pd.DataFrame({"a": [True, False]}), "x").dtype == "bool"


def test_missing_values_of_a_frame_become_nan():
    matrix = to_arrays(pd.DataFrame({"a": [1, None]}, dtype="Int64"), "x")
    np.testing.assert_array_equal(matrix, np.array([[1], [np.nan]], "float32"))


def test_a_series_is_one_column():
    assert to_arrays(pd.Series([1, 2, 3]), "y").shape == (3, 1)


def test_a_frame_of_another_library_converts_itself():
    class Frame:
        columns, dtypes = ["a"], ["f64"]

        def to_numpy(self):
            return np.ones((2, 1))

    assert to_arrays(Frame(), "x").dtype == "float32"


def test_foreign_byte_order_is_turned():
    assert to_arrays(np.arange(3, dtype=">i4"), "x").dtype.isnative
    assert to_arrays(np.arange(3, dtype=">f4"), "x").dtype.isnative


def test_a_column_of_text_is_refused_by_name():
    frame = pd.DataFrame({"age": [1, 2], "sex": ["f", "m"]})
    with pytest.raises(DataError, match="`x` must hold numbers, but its column 'sex' holds"):
        to_arrays(frame, "x")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array(["a"]), "`x` must hold numbers, got dtype <U1. Encode text"),
        (np.array([1, None]), "`x` must hold numbers, got dtype object. Convert it"),
        (np.array(["2020-01-01"], "M8[D]"), r"`x` must hold numbers, got dtype datetime64.* dates"),
        (["a", "b"], r"`x\[0\]` must hold numbers, got dtype <U1"),
        ("text", "`x` must hold numbers, got dtype <U4"),
        (3.0, "`x` must have rows along its first axis, got the scalar"),
        ([[1, 2], [3]], "`x` must have rows of one length"),
        (scipy.sparse.eye(2), r"`x` is a sparse matrix. Pass `x.toarray\(\)`"),
        ({"a": object()}, r"`x\['a'\]` must be an array, got object"),
        (
            np.array([2**40]),
            "`x` holds whole numbers that do not fit into 32 bits, such as 1099511",
        ),
    ],
)
def test_what_holds_no_rows_of_numbers_is_refused(value, text):
    with pytest.raises(DataError, match=text):
        to_arrays(value, "x")


def test_large_whole_numbers_pass_where_floats_are_large_too():
    assert to_arrays(np.array([2**40]), "x", "float64")[0] == 2**40


def test_streams_are_not_arrays():
    assert not is_array(iter([1]))
    assert not is_array(None)
