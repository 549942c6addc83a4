"""Data of any library becomes one table of named columns, or an error that names the column."""

import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from deepkit.columns import join
from deepkit.errors import DataError
from deepkit.feature_column import Table, as_table

COLUMNS = {"age": [39, 50], "job": ["clerk", None], "tags": [["a"], ["b", "c"]]}


def check(table):
    assert table.names == ("age", "job", "tags")
    assert (len(table), table.rows) == (2, 2)
    assert table["age"].tolist() == [39, 50]
    assert table["job"].tolist() == ["clerk", ""]
    assert table["tags"].tolist() == [["a"], ["b", "c"]]


def test_dicts_frames_and_rows_that_name_their_values_give_the_same_table():
    check(as_table(COLUMNS))
    check(as_table(pd.DataFrame(COLUMNS)))
    check(as_table([{"age": 39, "job": "clerk", "tags": ["a"]}, {"age": 50, "tags": ["b", "c"]}]))


def test_frames_of_polars_give_the_same_table():
    polars = pytest.importorskip("polars")
    check(as_table(polars.DataFrame(COLUMNS)))
    check(as_table(polars.LazyFrame(COLUMNS)))


def test_tables_of_arrow_give_the_same_table():
    arrow = pytest.importorskip("pyarrow")
    check(as_table(arrow.table(COLUMNS)))
    check(as_table(arrow.RecordBatch.from_pydict(COLUMNS)))


def test_a_table_stays_itself():
    table = as_table(COLUMNS)
    assert as_table(table) is table
    assert list(table) == ["age", "job", "tags"]


def test_structured_arrays_have_their_fields_as_columns():
    table = as_table(np.array([(1, "a"), (2, "b")], [("n", "i4"), ("t", "U1")]))
    assert table["n"].tolist() == [1, 2]
    assert table["t"].tolist() == ["a", "b"]


@pytest.mark.parametrize(
    "data",
    [np.arange(6).reshape(3, 2), jnp.arange(6).reshape(3, 2), [[0, 1], [2, 3], [4, 5]]],
    ids=["numpy", "jax", "list"],
)
def test_a_matrix_is_one_column_and_its_slices(data):
    table = as_table(data)
    assert table.matrix
    assert table.names == ("x",)
    assert table["x"].tolist() == [[0, 1], [2, 3], [4, 5]]
    assert table["x1"].tolist() == [1, 3, 5]
    assert "x1" in table
    assert "x2" not in table
    assert "x-1" not in table


def test_a_tensor_of_torch_is_a_matrix():
    torch = pytest.importorskip("torch")
    assert as_table(torch.ones(3, 2))["x1"].tolist() == [1, 1, 1]


def test_a_matrix_of_objects_is_split_where_it_holds_text():
    table = as_table(np.array([[1, "a"], [2, None]], object))
    assert (table.names, table.matrix) == (("x0", "x1"), False)
    assert table["x0"].tolist() == [1, 2]
    assert table["x1"].tolist() == ["a", ""]
    assert as_table(np.array([["a", "b"]])).names == ("x0", "x1")
    assert as_table(np.array([[1, 2.5]], object))["x"].tolist() == [[1, 2.5]]


def test_rows_can_be_taken_by_number_mask_and_slice():
    table = as_table({"a": [1, 2, 3], "b": ["x", "y", "z"]})
    for rows in ([2, 0], np.array([2, 0])):
        taken = table.take(rows)
        assert (taken["a"].tolist(), taken["b"].tolist(), taken.rows) == ([3, 1], ["z", "x"], 2)
    assert table.take(table["a"] > 1)["a"].tolist() == [2, 3]
    assert table.take(slice(1)).rows == 1
    assert as_table(np.eye(3)).take([1])["x1"].tolist() == [1]


def test_columns_can_be_left_out():
    table = as_table(COLUMNS).without("job", "tags")
    assert (table.names, table.rows) == (("age",), 2)
    with pytest.raises(DataError, match="Column 'jobs' is missing from the data"):
        as_table(COLUMNS).without("jobs")
    with pytest.raises(DataError, match="Column 'x1' is a part of 'x' and cannot be left out"):
        as_table(np.eye(3)).without("x1")


def test_a_missing_column_is_named_with_its_nearest_neighbor():
    with pytest.raises(
        DataError, match=r"Column 'agee' is missing from the data. Did you mean 'ag"
    ):
        as_table(COLUMNS)["agee"]
    with pytest.raises(DataError, match=r"There are 'age', 'job', 'tags'."):
        as_table(COLUMNS)["zzz"]
    with pytest.raises(DataError, match=r"'c9' and 2 more."):
        as_table({f"c{i}": [0] for i in range(12)})["zzz"]


def test_names_that_are_no_text_are_written_out():
    assert as_table(pd.DataFrame(np.eye(2))).names == ("0", "1")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "Column names must differ, got 'a' twice"),
        ({"1": [0], 1: [0]}, "Column names must differ, got '1' twice"),
        ({"a": [1, 2], "b": [1]}, "same number of rows, but 'b' has 1 and 'a' has 2"),
        ({}, "at least one column, got none"),
        ({"a": []}, "at least one row, got 0 rows"),
        (np.zeros((0, 2)), "at least one row, got 0 rows"),
        (np.zeros((3, 0)), r"0 feature\(s\) \(shape=\(3, 0\)\) while a minimum of 1 is required"),
        (np.zeros(3), r"must be 2-D, got shape \(3,\). Reshape your data: `x.reshape\(-1, 1\)`"),
        (pd.Series([1, 2]), r"must be 2-D, got shape \(2,\)"),
        (np.array(3), "must be 2-D, got a single value"),
        ([[1, 2], [3]], "must have rows of one length"),
        (np.array([[[1], [2, 3]]], object), "must have rows of one length"),
        (np.array([[1j]]), "Complex data not supported: column 'x'"),
    ],
)
def test_data_that_makes_no_table_is_refused(data, text):
    with pytest.raises(DataError, match=text):
        as_table(data)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (scipy.sparse.eye_array(3), "The data is a sparse matrix.*Pass a dense array"),
        ("train.csv", r"is the path 'train.csv'. Read it: `read_csv\(path\)`"),
        (object(), "a table, a frame, a dict of columns or a 2-D array, got object"),
        (np.array([[{}]]), "Column 'x0' holds {}: an argument must be a string or a number"),
    ],
)
def test_things_that_hold_no_columns_are_refused(data, text):
    with pytest.raises(TypeError, match=text):
        as_table(data)


def test_a_table_can_be_made_of_columns_that_are_known_to_be_good():
    assert Table({"a": np.zeros(2)}, 2)["a"].shape == (2,)


DAYS = np.array(["1970-01-02", "1970-01-03"], "datetime64[D]")


def test_a_table_remembers_which_columns_held_dates():
    table = as_table({"day": DAYS, "text": ["1970-01-02", ""], "n": [1.0, 2.0]})
    assert table.dates == {"day"}
    assert table.take([1]).dates == {"day"}
    assert table.without("day").dates == frozenset()
    assert join([table, table]).dates == {"day"}
    assert as_table(pd.DataFrame({"day": DAYS, "n": 1})).dates == {"day"}
    assert as_table([{"day": DAYS[0].item()}]).dates == {"day"}
    assert as_table(DAYS[:, None]).dates == {"x"}
