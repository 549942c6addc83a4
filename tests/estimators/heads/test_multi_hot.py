"""Rows of several labels, as lists and as columns."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from deepkit.errors import DataError
from deepkit.estimators.heads._multi_hot import as_indicators, flattened, from_lists, rows_of

COLUMNS = [[1, 0, 1], [0, 0, 0]]


@pytest.mark.parametrize(
    "y",
    [
        COLUMNS,
        np.array(COLUMNS),
        np.array(COLUMNS, bool),
        pd.DataFrame(COLUMNS),
        scipy.sparse.csr_matrix(COLUMNS),
    ],
)
def test_columns_of_bits_are_taken_as_they_are(y):
    found = as_indicators(y, 3)
    assert (found.dtype, found.tolist()) == (np.float32, COLUMNS)
    assert as_indicators(y, None).tolist() == COLUMNS


def test_a_tensor_of_another_library_is_taken_as_it_is():
    torch = pytest.importorskip("torch")
    assert as_indicators(torch.tensor(COLUMNS), 3).tolist() == COLUMNS


@pytest.mark.parametrize("y", [[[0, 2], []], [["a"], ["b"]], [[0, 1, 2], [0, 1, 2]], [[], []]])
def test_lists_of_labels_are_told_from_bits(y):
    assert as_indicators(y, 3) is None
    assert as_indicators(y, None) is None


def test_columns_must_be_as_many_as_classes():
    with pytest.raises(DataError, match=r"shape \(n, 4\), a 0 or 1 for each class, got \(2, 3\)"):
        as_indicators(np.array(COLUMNS), 4)
    with pytest.raises(DataError, match=r"shape \(n, classes\).* got \(2,\)"):
        as_indicators(np.array([0, 1]), None)


def test_columns_hold_nothing_but_bits():
    with pytest.raises(DataError, match=r"`labels` 2 are not 0 or 1: in 1 of .* row 1\."):
        as_indicators(np.array([[0, 1], [2, 0]]), 2)
    with pytest.raises(DataError, match=r"`labels` are missing \(NaN\): .* row 0"):
        as_indicators(np.array([[np.nan, 1]]), 2)


def test_labels_of_rows_are_put_into_columns():
    assert from_lists([["c", "a"], []], 3, np.array(["a", "b", "c"])).tolist() == COLUMNS
    assert from_lists(pd.Series([{0, 2}, ()]), 3, None).tolist() == COLUMNS
    assert from_lists([[], []], 3, None).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_labels_keep_the_number_of_their_row():
    labels, rows, count = flattened([["a"], [], ["b", "a"]])
    assert (labels.tolist(), rows.tolist(), count) == (["a", "b", "a"], [0, 2, 2], 3)


def test_labels_that_are_no_class_are_refused_by_their_row():
    with pytest.raises(DataError, match=r"`labels` 5 are not whole numbers .* them row 1\."):
        from_lists([[0, 1], [5]], 3, None)
    with pytest.raises(DataError, match=r"`labels` 'z' are not among the classes 'a': .* row 1\."):
        from_lists([["a"], ["a", "z"]], 1, np.array(["a"]))
    with pytest.raises(DataError, match=r"`labels` are missing: .* row 1\."):
        from_lists([["a"], ["a", None]], 1, np.array(["a"]))


def test_labels_that_are_no_lists_are_refused():
    with pytest.raises(DataError, match=r"are no lists of labels: in 2 of .* row 0\. A row with"):
        rows_of(["ab", "c"])
    with pytest.raises(DataError, match=r"must be lists of labels, or an array .* got int"):
        rows_of(3)
