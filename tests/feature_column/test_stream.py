"""Data that is larger than memory comes as tables with the columns and types of the first."""

import numpy as np
import pandas as pd
import pytest

from deepkit.errors import DataError
from deepkit.feature_column import stream


def rows(tables, name="a"):
    return [table[name].tolist() for table in tables]


def test_batches_are_walked_as_they_come_or_cut_anew():
    batches = [{"a": [1, 2, 3]}, {"a": [4]}, {"a": [5, 6]}]
    assert rows(stream(batches)) == [[1, 2, 3], [4], [5, 6]]
    assert rows(stream(batches, 2)) == [[1, 2], [3, 4], [5, 6]]
    assert rows(stream(batches, 4)) == [[1, 2, 3, 4], [5, 6]]
    assert rows(stream(batches, batch_size=10)) == [[1, 2, 3, 4, 5, 6]]


def test_a_stream_can_be_walked_again():
    tables = stream(pd.DataFrame({"a": [i]}) for i in range(2))
    assert rows(tables) == [[0], [1]]
    with pytest.raises(DataError, match=r"a generator, which can be walked once only. Pass a func"):
        rows(tables)
    again = stream(lambda: (np.full((1, 1), i) for i in range(2)))
    assert rows(again, "x0") == rows(again, "x0") == [[0], [1]]


def test_a_file_keeps_the_types_of_its_first_walk(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("a,b\n1,1\n2,2\n3,x\n")
    tables = stream(path, batch_size=2)
    for _ in range(2):
        assert rows(tables, "a") == [[1, 2], [3]]
        assert rows(tables, "b") == [["1", "2"], ["x"]]
    path.write_text("a,b\n1,1\ny,2\n")
    with pytest.raises(DataError, match=r"Column 'a' of '.*' must be of type 'int', but a cell is"):
        rows(tables)


def test_a_file_has_the_options_of_reading_one(tmp_path):
    path = tmp_path / "data.csv"
    path.write_bytes("# two\n1;-\né;2\n".encode("latin-1"))
    tables = stream(
        str(path),
        names=["a", "b"],
        delimiter=";",
        na_values=["-"],
        types={"b": "text"},
        encoding="latin-1",
        comment="#",
    )
    assert rows(tables) == [["1", "é"]]
    assert rows(tables, "b") == [["", "2"]]


def test_later_batches_get_the_types_and_the_order_of_the_first():
    batches = [
        {"a": [1, 2], "b": ["x"] * 2, "f": [0.5] * 2},
        {"f": [1, 2], "b": [None] * 2, "a": [3.0, 4.0]},
        {"a": [1.5, None], "b": ["y"] * 2, "f": [1, 2]},
    ]
    first, second, third = stream(batches)
    assert second.names == first.names == ("a", "b", "f")
    assert [str(column.dtype) for column in second.columns.values()] == [
        "int64",
        "object",
        "float64",
    ]
    assert second["b"].tolist() == ["", ""]
    np.testing.assert_array_equal(third["a"], [1.5, np.nan])


def test_a_column_that_starts_with_nothing_may_become_text():
    assert rows(stream([{"a": [None]}, {"a": ["x"]}, {"a": [None]}]))[1:] == [["x"], [""]]


def test_lists_of_any_length_are_cut_anew():
    batches = [{"a": [["x"], ["y", "z"]]}, {"a": [["u"], ["v"]]}]
    assert rows(stream(batches, 3)) == [[["x"], ["y", "z"], ["u"]], [["v"]]]
    numbers = [{"a": np.ones((1, 2), int)}, {"a": np.zeros((1, 3), int)}]
    assert rows(stream(numbers, 2)) == [[[1, 1], [0, 0, 0]]]


@pytest.mark.parametrize(
    ("batches", "text"),
    [
        ([], "must yield at least one batch, got none"),
        ([{"a": [1], "b": [1]}, {"a": [1]}], "Column 'b' is missing from the data"),
        ([{"a": [1]}, {"a": [1], "b": [1]}], "Column 'b' was not in the first batch"),
        ([{"a": [1]}, {"a": ["x"]}], "Column 'a' held numbers at first, and now text"),
        ([{"a": ["x"]}, {"a": [1]}], "Column 'a' held text at first, and now numbers"),
        ([{"a": [1]}, {"a": ["x", 1]}], "Column 'a' mixes text and numbers"),
    ],
)
def test_batches_that_do_not_fit_are_refused_with_their_number(batches, text):
    with pytest.raises(DataError, match=text) as caught:
        list(stream(batches, batch_size=2))
    assert not batches or caught.value.__notes__ == ["in batch 1 of the stream"]


def test_a_size_below_one_and_sources_of_other_types_are_refused():
    with pytest.raises(ValueError, match="`batch_size` must be a whole number >= 1, got 0"):
        stream([], batch_size=0)
    with pytest.raises(TypeError, match=r"`source` must be a path, an iterable .* got int"):
        stream(5)


def test_dates_are_remembered_from_batch_to_batch():
    day = np.array(["1970-01-02"], "datetime64[D]")
    assert [table.dates for table in stream([{"day": day}] * 2)] == [{"day"}] * 2
