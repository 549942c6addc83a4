"""Labels of all kinds, as arrays, and what is wrong with some."""

import numpy as np
import pandas as pd
import pytest

from deepkit.errors import DataError
from deepkit.estimators.heads._labels import (
    as_array,
    as_column,
    as_ids,
    as_matrix,
    as_vocabulary,
    listed,
    look_up,
    names_of,
)


@pytest.mark.parametrize(
    "y",
    [
        ["b", "a"],
        [b"b", "a"],
        np.array(["b", "a"]),
        np.array([b"b", b"a"]),
        np.array(["b", "a"], dtype=object),
        np.array([["b"], ["a"]]),
        np.array(["b", "a"], dtype=np.dtypes.StringDType()),
        pd.Series(["b", "a"]),
        pd.Series(["b", "a"], dtype="category"),
        pd.DataFrame({"y": ["b", "a"]}),
    ],
)
def test_text_of_all_kinds_is_an_array_of_text(y):
    column = as_column(y)
    assert column.dtype.kind == "U"
    assert column.tolist() == ["b", "a"]


@pytest.mark.parametrize("y", [[2, 1], (2.0, 1), np.array([2, 1], object), pd.Series([2, 1])])
def test_numbers_of_all_kinds_are_an_array_of_numbers(y):
    assert as_column(y).dtype.kind in "if"
    assert as_column(y).tolist() == [2, 1]


def test_booleans_stay_booleans():
    assert as_column([True, False]).dtype == bool


def test_a_tensor_of_another_library_is_an_array():
    torch = pytest.importorskip("torch")
    assert as_column(torch.tensor([[2], [1]])).tolist() == [2, 1]


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_missing_labels_are_refused_by_row(missing):
    with pytest.raises(DataError, match=r"`labels` are missing: in 2 of the rows, .* row 1\. Drop"):
        as_column(["a", missing, "b", missing])


def test_missing_numbers_are_refused_by_row():
    with pytest.raises(DataError, match=r"`labels` are missing \(NaN\): in 1 of .* row 2\."):
        as_column(np.array([1.0, 2.0, np.nan]))


def test_labels_of_mixed_types_are_refused():
    with pytest.raises(DataError, match=r"must be all text, all numbers .* got int, str\."):
        as_column(["a", 1])


def test_dates_and_complex_numbers_are_refused():
    for y in (np.array(["2020-01-01"], "datetime64[D]"), np.array([1j])):
        with pytest.raises(DataError, match=r"`labels` must be text, numbers or booleans"):
            as_column(y)


def test_several_columns_are_no_labels_of_rows():
    with pytest.raises(DataError, match=r"must have the shape \(n,\) or \(n, 1\), got \(2, 2\)"):
        as_column([[1, 2], [3, 4]])


def test_rows_of_different_lengths_are_refused():
    with pytest.raises(DataError, match=r"rows of one length|all text, all numbers"):
        as_array([[1, 2], [3]])


def test_targets_are_a_matrix_of_the_dimension():
    assert as_matrix([1, 2], 1).tolist() == [[1.0], [2.0]]
    assert as_matrix(pd.DataFrame({"a": [1], "b": [2.5]}), 2).tolist() == [[1.0, 2.5]]


def test_targets_of_another_dimension_are_refused():
    with pytest.raises(DataError, match=r"shape \(n, 2\), got \(3,\)\. `label_dimension` is 2"):
        as_matrix([1.0, 2.0, 3.0], 2)
    with pytest.raises(DataError, match=r"shape \(n,\) or \(n, 1\), got \(1, 3\)"):
        as_matrix([[1.0, 2.0, 3.0]], 1)


def test_targets_that_are_text_or_infinite_are_refused():
    with pytest.raises(DataError, match=r"must be numbers, got text such as 'dear'\."):
        as_matrix(["dear"], 1)
    with pytest.raises(DataError, match=r"are infinite: in 1 of the rows, .* row 1\."):
        as_matrix([0.0, np.inf], 1)


@pytest.mark.parametrize("vocabulary", ["ab", b"ab", 3, {"a": 1}])
def test_a_vocabulary_that_is_no_list_is_refused(vocabulary):
    with pytest.raises(ValueError, match=r"`label_vocabulary` must be a list of labels, got"):
        as_vocabulary(vocabulary)


def test_a_vocabulary_of_no_labels_or_of_pairs_is_refused():
    for vocabulary in ([], [["a"], ["b"]]):
        with pytest.raises(ValueError, match=r"must be a list of one label or more"):
            as_vocabulary(vocabulary)


def test_a_vocabulary_that_mixes_types_is_refused():
    with pytest.raises(ValueError, match=r"`label_vocabulary` must be text or numbers alone"):
        as_vocabulary(["a", None])


def test_a_vocabulary_that_repeats_itself_is_refused():
    with pytest.raises(ValueError, match=r"`label_vocabulary` names 'a' more than once\."):
        as_vocabulary(["a", "b", "a"])


def test_labels_are_looked_up_in_the_order_of_the_vocabulary():
    vocabulary = as_vocabulary(["no", "yes", "maybe"])
    assert look_up(as_column(["maybe", "no", "yes"]), vocabulary).tolist() == [2, 0, 1]
    assert look_up(np.array([2.0, 1.0]), as_vocabulary([1, 2])).tolist() == [1, 0]


def test_labels_outside_the_vocabulary_are_named_with_their_first_row():
    match = r"`labels` 'b', 'z' are not among the classes 'a', 'c': in 2 of the rows, .* row 1\."
    with pytest.raises(DataError, match=match):
        look_up(as_column(["a", "z", "b"]), as_vocabulary(["a", "c"]))


def test_numbers_are_not_in_a_vocabulary_of_text():
    with pytest.raises(DataError, match=r"`labels` 1, 2 are not among the classes 'a'"):
        look_up(np.array([1, 2]), as_vocabulary(["a"]))


def test_numbers_outside_of_the_classes_are_named_with_their_first_row():
    match = r"`labels` -1, 3 are not whole numbers in \[0, 3\).* in 2 of the rows, .* row 1\. Give"
    with pytest.raises(DataError, match=match):
        as_ids(np.array([0, 3, 2, -1]), 3)
    with pytest.raises(DataError, match=r"`labels` 0\.5 are not whole numbers"):
        as_ids(np.array([0.5, 1.0]), 3)


def test_text_is_no_number_of_a_class():
    with pytest.raises(DataError, match=r"got text such as 'a'\. Give `label_vocabulary`"):
        as_ids(np.array(["a"]), 3)


def test_many_values_are_cut_short():
    assert listed(np.arange(9)) == "0, 1, 2, 3, 4, ..."


def test_labels_have_names():
    assert names_of(as_vocabulary([1, 2])).tolist() == ["1", "2"]
    assert names_of(as_vocabulary([False, True])).tolist() == ["False", "True"]
