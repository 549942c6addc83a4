"""Values of any origin become numbers, text or lists, and what can be none is refused by name."""

import datetime
from decimal import Decimal

import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from deepkit.columns._values import holds_dates, is_ragged, is_text, library, to_values
from deepkit.errors import DataError


def check(values, expected, dtype):
    array = to_values(values, "c")
    np.testing.assert_array_equal(array, np.array(expected, dtype), strict=True)


@pytest.mark.parametrize("dtype", ["bool", "int8", "int64", "uint64", "float32", "float64"])
def test_arrays_of_numbers_stay_as_they_are_without_a_copy(dtype):
    array = np.ones(3, dtype)
    assert to_values(array, "c") is array


@pytest.mark.parametrize(
    ("dtype", "wanted"), [(">i4", "int32"), (">f8", "float64"), ("f2", "float32")]
)
def test_numbers_of_rare_layouts_become_common_ones(dtype, wanted):
    check(np.array([1, 2], dtype), [1, 2], wanted)


@pytest.mark.parametrize(
    ("values", "expected", "dtype"),
    [
        ([1, 2], [1, 2], "int64"),
        ([True, False], [True, False], "bool"),
        ([1, 2.5, True], [1, 2.5, 1], "float64"),
        ([1, None], [1, np.nan], "float64"),
        ([True, None], [1, np.nan], "float64"),
        ([1, pd.NA], [1, np.nan], "float64"),
        ([None, None], [np.nan, np.nan], "float64"),
        ([Decimal("0.5"), 1], [0.5, 1], "float64"),
        ((np.int32(1), np.float32(0.5)), [1, 0.5], "float64"),
        (range(3), [0, 1, 2], "int64"),
    ],
)
def test_numbers_in_lists_become_arrays_with_nan_for_what_is_missing(values, expected, dtype):
    check(values, expected, dtype)


@pytest.mark.parametrize(
    "values",
    [
        ["é", "", "b"],
        np.array(["é", "", "b"]),
        np.array(["é", None, "b"], object),
        np.array(["é", "", "b"], np.dtypes.StringDType()),
        np.array(["é".encode(), b"", b"b"]),
        ["é".encode(), float("nan"), np.str_("b")],
        pd.Series(["é", None, "b"]),
        pd.Series(["é", None, "b"], dtype="string"),
        pd.Series(["é", None, "b"], dtype=object),
        pd.Series(["é", None, "b"], dtype="category"),
        pd.Categorical(["é", None, "b"]),
        pd.Index(["é", np.nan, "b"]),
    ],
    ids=lambda values: type(values).__name__ + str(getattr(values, "dtype", "")),
)
def test_text_of_any_kind_becomes_str_and_missing_text_is_empty(values):
    array = to_values(values, "c")
    assert array.tolist() == ["é", "", "b"]
    assert {type(value) for value in array} <= {str, np.str_}
    assert is_text(array)


@pytest.mark.parametrize(
    ("series", "expected", "dtype"),
    [
        (pd.Series([1, 2], dtype="Int64"), [1, 2], "int64"),
        (pd.Series([1, None], dtype="Int64"), [1, np.nan], "float64"),
        (pd.Series([1.5, None], dtype="Float32"), [1.5, np.nan], "float64"),
        (pd.Series([True, False], dtype="boolean"), [True, False], "bool"),
        (pd.Series([True, None], dtype="boolean"), [1, np.nan], "float64"),
        (pd.Series([5, 3, 5], dtype="category"), [5, 3, 5], "int64"),
        (pd.Series([5, None], dtype="category"), [5, np.nan], "float64"),
        (pd.Series([None], dtype="category"), [np.nan], "float64"),
        (pd.Series(pd.arrays.SparseArray([0.0, 2.0])), [0, 2], "float64"),
    ],
    ids=lambda value: str(getattr(value, "dtype", "")),
)
def test_series_with_dtypes_of_pandas_become_numbers(series, expected, dtype):
    check(series, expected, dtype)


def test_intervals_are_categories_by_their_text():
    ages = pd.Series(pd.cut(pd.Series([15, 40]), [0, 18, 65]))
    assert to_values(ages, "c").tolist() == ["(0, 18]", "(18, 65]"]


@pytest.mark.parametrize(
    "values",
    [
        np.array(["1970-01-02T12", "NaT"], "datetime64[s]"),
        pd.Series(pd.to_datetime(["1970-01-02 12:00", None])),
        pd.Series(pd.to_datetime(["1970-01-02 14:00", None])).dt.tz_localize("Etc/GMT-2"),
        [datetime.datetime(1970, 1, 2, 12), None],
        [datetime.datetime(1970, 1, 2, 12, tzinfo=datetime.UTC), pd.NaT],
    ],
    ids=["numpy", "pandas", "zone", "list", "list-zone"],
)
def test_dates_become_days_since_1970(values):
    check(values, [1.5, np.nan], "float64")


def test_durations_become_days():
    check([datetime.timedelta(hours=36), None], [1.5, np.nan], "float64")
    check(np.array([36], "timedelta64[h]"), [1.5], "float64")


def test_rows_of_equal_length_become_an_axis():
    check([[1, 2], (3, 4)], [[1, 2], [3, 4]], "int64")
    check(np.array([np.zeros(2), np.ones(2)], object), [[0, 0], [1, 1]], "float64")
    check([["a", None], ["b", "c"]], [["a", ""], ["b", "c"]], object)
    check(np.array([["a", "b"]]), [["a", "b"]], object)
    check([[[1], [2]]], [[[1], [2]]], "int64")


def test_rows_of_different_lengths_stay_lists():
    tags = to_values([["a", b"b"], None, {"d", "c"}, float("nan"), []], "c")
    assert tags.tolist() == [["a", "b"], [], ["c", "d"], [], []]
    assert is_ragged(tags)
    numbers = to_values(pd.Series([np.array([1, 2]), (3,)]), "c")
    assert numbers.tolist() == [[1, 2], [3]]
    assert to_values([[[1, 2], [3]], [[4]]], "c").tolist() == [[[1, 2], [3]], [[4]]]
    assert to_values([[], []], "c").tolist() == [[], []]


def test_arrays_of_jax_and_torch_become_numpy():
    torch = pytest.importorskip("torch")
    check(jnp.ones(2, "bfloat16"), [1, 1], "float32")
    check(torch.ones(2, dtype=torch.bfloat16, requires_grad=True), [1, 1], "float32")
    ragged = to_values([torch.tensor([1, 2]), torch.tensor([3])], "c")
    assert ragged.tolist() == [[1, 2], [3]]


def test_columns_of_polars_become_numbers_and_text():
    polars = pytest.importorskip("polars")
    check(polars.Series([1, None]), [1, np.nan], "float64")
    check(polars.Series([True, None]), [1, np.nan], "float64")
    check(polars.Series(["a", None]), ["a", ""], object)
    check(polars.Series(["a", None], dtype=polars.Categorical), ["a", ""], object)
    check(polars.Series([datetime.date(1970, 1, 3), None]), [2, np.nan], "float64")
    assert to_values(polars.Series([["a"], ["b", "c"]]), "c").tolist() == [["a"], ["b", "c"]]


def test_columns_of_arrow_become_numbers_and_text():
    arrow = pytest.importorskip("pyarrow")
    check(arrow.array([1, None]), [1, np.nan], "float64")
    check(arrow.chunked_array([[1], [None]]), [1, np.nan], "float64")
    check(arrow.array([True, None]), [1, np.nan], "float64")
    check(arrow.array(["a", None]), ["a", ""], object)
    check(arrow.array(["a", None]).dictionary_encode(), ["a", ""], object)
    check(arrow.array([datetime.date(1970, 1, 3), None]), [2, np.nan], "float64")
    assert to_values(arrow.array([["a"], ["b", "c"]]), "c").tolist() == [["a"], ["b", "c"]]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (["a", 1], "Column 'c' mixes text and numbers, such as 1"),
        ([1j, 2], "Complex data not supported: column 'c'"),
        (np.array([1j]), "Complex data not supported: column 'c'"),
        ([b"\xff"], "Column 'c' holds bytes that are no UTF-8 text, such as b'.xff'"),
        ([2**70], f"'c' holds whole numbers that do not fit into 64 bits, such as {2**70}"),
        ([2**63, -1], f"'c' holds whole numbers that do not fit into 64 bits, such as {2**63}"),
        ([[1], 2.0], "Column 'c' mixes lists and single values, such as 2.0"),
        ([[1], "a"], "Column 'c' mixes values of the types list, str"),
    ],
)
def test_values_that_fit_no_column_are_refused(values, text):
    with pytest.raises(DataError, match=text):
        to_values(values, "c")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (5, "Column 'c' must be a list, an array or a series, got int 5. Put the value"),
        ("word", "Column 'c' must be a list, an array or a series, got str 'word'"),
        (np.float64(2), "Column 'c' must have rows, got the single value"),
        ([object], "Column 'c' holds .*: an argument must be a string or a number, not type"),
        (np.zeros(2, "V3"), "Column 'c' must hold numbers or text, got dtype"),
        (scipy.sparse.eye_array(3), r"Column 'c' is a sparse matrix.*Pass a dense array: `.toarra"),
    ],
)
def test_things_without_values_are_refused(values, text):
    with pytest.raises(TypeError, match=text):
        to_values(values, "c")


def test_a_type_derived_from_a_frame_belongs_to_its_library():
    class Frame(pd.DataFrame):
        pass

    assert library(Frame) == "pandas"
    assert library(np.ndarray) == ""


@pytest.mark.parametrize(
    "values",
    [
        np.array(["1970-01-02T12", "NaT"], "datetime64[s]"),
        pd.Series(pd.to_datetime(["1970-01-02 12:00", None])),
        pd.Series(pd.to_datetime(["1970-01-02 14:00", None])).dt.tz_localize("Etc/GMT-2"),
        pd.Series(pd.to_datetime(["1970-01-02 12:00"])).astype("category"),
        pd.Series([None, datetime.date(1970, 1, 2)], dtype=object),
        [None, pd.NaT, datetime.datetime(1970, 1, 2, 12)],
    ],
    ids=["numpy", "pandas", "zone", "category", "objects", "list"],
)
def test_dates_are_told_from_other_numbers(values):
    assert holds_dates(values)


@pytest.mark.parametrize(
    "values",
    [
        [1.5, 2],
        ["1970-01-02"],
        [None],
        [],
        np.zeros((2, 3)),
        np.array([["a"], [1]], object),
        np.array([36], "timedelta64[h]"),
        pd.Series(["a"], dtype="category"),
        pd.Series([1, None], dtype="Int64"),
        range(3),
    ],
)
def test_anything_else_is_no_date(values):
    assert not holds_dates(values)


def test_frames_of_other_libraries_have_dates_too():
    polars, arrow = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    days, times = [datetime.date(1970, 1, 3)], [datetime.datetime(1970, 1, 3)]
    assert holds_dates(polars.Series(days))
    assert holds_dates(polars.Series(times))
    assert holds_dates(arrow.array(days))
    assert holds_dates(arrow.chunked_array([times]))
    assert not holds_dates(polars.Series([1]))
    assert not holds_dates(arrow.array(["a"]))
