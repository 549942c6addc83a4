"""Tests of what was passed as `X`, `y` and `sample_weight`."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.exceptions import DataConversionWarning

from deepkit.errors import DataError
from deepkit.estimators._examples import (
    column_vector,
    label_array,
    matrix,
    read_examples,
    read_table,
    row_weights,
)
from deepkit.feature_column import as_table

TABLE = as_table({"a": [1.0, 2.0, 3.0], "w": [1.0, 0.0, 2.0], "t": ["u", "v", "u"]})


def test_a_matrix_is_one_column_without_names():
    table, names, width = read_table([[1, 2], [3, 4]])
    assert (table.names, names, width) == (("x",), None, 2)
    assert table["x"].tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_a_frame_has_its_columns_in_their_order():
    _, names, width = read_table(pd.DataFrame({"b": [1], "a": ["u"]}))
    assert (names, width) == (("b", "a"), 2)


def test_a_matrix_of_text_is_columns_that_are_numbered():
    table, *_ = read_table(np.array([["u", 1.0], ["v", 2.0]], object))
    assert table["x0"].tolist() == ["u", "v"]


def test_a_csv_file_is_read(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("a,b\n1,u\n2,v\n")
    examples = read_examples(path, "a")
    assert examples.labels.tolist() == [1, 2]
    assert (examples.names, examples.width) == (("b",), 1)


def test_labels_may_be_a_column_of_the_data():
    examples = read_examples({"a": [1, 2], "t": ["u", "v"]}, "t")
    assert examples.table.names == ("a",)
    assert examples.labels.tolist() == ["u", "v"]


def test_a_column_of_labels_that_is_not_there_is_refused():
    with pytest.raises(
        DataError, match="`y` is the name of a column, 't', which `X` does not have"
    ):
        read_examples({"a": [1, 2]}, "t")


def test_rows_of_weight_zero_are_left_out():
    examples = read_examples(TABLE, np.array([5, 6, 7]), [1.0, 0.0, 2.0])
    assert examples.labels.tolist() == [5, 7]
    assert examples.weights.tolist() == [1.0, 2.0]
    assert examples.table["a"].tolist() == [1.0, 3.0]


def test_the_column_of_weights_multiplies_those_that_are_passed():
    assert row_weights(TABLE, [2.0, 2.0, 2.0], "w").tolist() == [2.0, 0.0, 4.0]
    assert row_weights(TABLE, 3.0, None).tolist() == [3.0, 3.0, 3.0]
    assert row_weights(TABLE, None, None) is None


@pytest.mark.parametrize(
    ("weight", "column", "message"),
    [
        ([1.0, 2.0], None, r"`sample_weight` must be a 1D array .* 3 rows, got shape \(2,\)"),
        ([1.0, -2.0, 1.0], None, "`sample_weight` must be >= 0, got -2.0"),
        ([1.0, np.nan, 1.0], None, "sample_weight contains NaN, first in row 1"),
        ([0.0, 0.0, 0.0], None, "at least one non-zero number, all are zero"),
        (None, "v", "`weight_column` 'v' is not among the columns"),
        (None, "t", "Column 't' of weights must hold a number for each row, got 'u'"),
    ],
)
def test_weights_that_are_none_are_refused(weight, column, message):
    with pytest.raises(DataError, match=message):
        row_weights(TABLE, weight, column)


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (None, DataError, "requires X to be passed, but the target X is None"),
        (sparse.eye(3), TypeError, r"Sparse data was passed .*`X.toarray\(\)`"),
        (np.ones((2, 2)) * 1j, DataError, "Complex data not supported"),
        ([1.0, 2.0], DataError, "Expected 2D array, got 1D array instead"),
        (np.ones((0, 2)), DataError, r"Found array with 0 sample\(s\)"),
        (np.ones((2, 0)), DataError, r"Found array with 0 feature\(s\)"),
        ([[1.0], [np.nan]], DataError, "Input X contains NaN, first in row 1"),
        ([[np.inf], [1.0]], DataError, "Input X contains infinity, first in row 0"),
    ],
)
def test_a_matrix_that_is_none_is_refused(data, error, message):
    with pytest.raises(error, match=message):
        matrix(data)


def test_a_matrix_of_text_is_no_matrix_of_numbers():
    assert matrix(np.array([["a"]])) is None
    assert matrix(np.array([["a", 1.0]], object)) is None


def test_float32_stays_and_all_else_is_float64():
    assert matrix(np.ones((1, 1), np.float32)).dtype == np.float32
    assert matrix([[1]]).dtype == np.float64


@pytest.mark.parametrize(
    ("y", "error", "message"),
    [
        (np.array([1j]), DataError, "Complex data not supported: `t` must be of real"),
        ([], DataError, r"`t` must have shape \(rows,\) or \(rows, outputs\)"),
        (3, DataError, r"`t` must have shape .*, got \(\)"),
        ([1.0, np.nan], DataError, "Input t contains NaN, first in row 1"),
        (sparse.eye(2), TypeError, "Sparse targets are not supported: pass `t.toarray"),
    ],
)
def test_targets_that_are_none_are_refused(y, error, message):
    with pytest.raises(error, match=message):
        label_array(y, "t")


def test_targets_of_other_lengths_stay_lists():
    assert label_array([["a"], ["b", "c"]], "t").tolist() == [["a"], ["b", "c"]]
    assert label_array(np.ones((2, 2, 2)), "t").shape == (2, 2, 2)


def test_as_many_targets_as_rows_are_needed():
    with pytest.raises(DataError, match="must have as many rows, got 3 and 2"):
        read_examples(TABLE, [1, 2])


def test_targets_of_several_heads_keep_their_names():
    examples = read_examples(TABLE, {"p": [1, 2, 3], "q": [4, 5, 6]}, [0.0, 1.0, 1.0])
    assert {name: part.tolist() for name, part in examples.labels.items()} == {
        "p": [2, 3],
        "q": [5, 6],
    }


def test_a_column_vector_becomes_flat_with_scikit_learns_warning():
    with pytest.warns(DataConversionWarning, match="A column-vector y was passed"):
        assert column_vector(np.array([[1], [2]])).tolist() == [1, 2]
    assert column_vector(np.array([1, 2])).tolist() == [1, 2]


def test_a_matrix_of_dates_is_refused():
    days = np.array([["1970-01-02"]], "datetime64[ns]")
    with pytest.raises(DataError, match=r"must be of numbers, got datetime64\[ns\]. Pass dates as"):
        read_examples(days, [1.0])
