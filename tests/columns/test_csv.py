"""Files are read with types that hold for all rows, and what is wrong in them is named."""

import numpy as np
import pandas as pd
import pytest

from deepkit.columns._csv import CsvFile
from deepkit.errors import DataError
from deepkit.feature_column import read_csv


@pytest.fixture
def write(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "data.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def column(path, **options):
    array = read_csv(path, **options)["c"]
    return array.tolist(), str(array.dtype)


@pytest.mark.parametrize(
    ("cells", "expected", "dtype"),
    [
        ("1,-2,+3", [1, -2, 3], "int64"),
        ("0,10", [0, 10], "int64"),
        ("1,2.5,1e3", [1, 2.5, 1000], "float64"),
        ("0.5,.5,00.5", [0.5, 0.5, 0.5], "float64"),
        ("True,false", [True, False], "bool"),
        ("a,1", ["a", "1"], "object"),
        ("True,1", ["True", "1"], "object"),
        ("02134,10115", ["02134", "10115"], "object"),
        ("1.5,007", ["1.5", "007"], "object"),
        ("1234567890123456789,1", ["1234567890123456789", "1"], "object"),
        ("1_000,2", ["1_000", "2"], "object"),
        ("é, b ", ["é", "b "], "object"),
    ],
)
def test_a_column_has_the_narrowest_type_that_fits_all_cells(write, cells, expected, dtype):
    assert column(write("c\n" + cells.replace(",", "\n") + "\n")) == (expected, dtype)


def test_missing_cells_are_nan_among_numbers_and_empty_among_text(write):
    path = write("i,b,t,n\n1,True,x,\n?,NA,,?\n")
    table = read_csv(path)
    np.testing.assert_array_equal(table["i"], [1, np.nan])
    np.testing.assert_array_equal(table["b"], [1, np.nan])
    np.testing.assert_array_equal(table["n"], [np.nan, np.nan])
    assert table["t"].tolist() == ["x", ""]


def test_which_cells_are_missing_can_be_said(write):
    path = write("c\n?\nnone\n")
    assert column(path, na_values=["none"]) == (["?", ""], "object")
    assert column(path, na_values=[]) == (["?", "none"], "object")


def test_types_can_be_given(write):
    path = write("c\n1\n2\n")
    assert column(path, types={"c": "text"}) == (["1", "2"], "object")
    assert column(path, types={"c": "float"}) == ([1, 2], "float64")
    assert column(write("c\n007\n"), types={"c": "int"}) == ([7], "int64")


def test_a_type_is_found_over_all_blocks_of_a_file(write):
    path = write("c,d\n" + "1,2\n" * 5 + "x,0.5\n")
    file = CsvFile(str(path))
    assert file.kinds == {"c": "text", "d": "float"}
    assert [table["c"].tolist() for table in file.tables(4)] == [["1"] * 4, ["1", "x"]]
    many = read_csv(write("c\n" + "7\n" * 20_000 + "x\n"))["c"]
    assert (len(many), set(many)) == (20_001, {"7", "x"})


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_empty_line_of_one_column_is_a_row_without_its_value(end, write):
    path = write(end.join(["", "c", "1", "", "3", "", ""]))
    frame = pd.read_csv(path, skip_blank_lines=False, header=1)
    np.testing.assert_array_equal(read_csv(path)["c"], frame["c"])
    path = write(end.join(["x", "", "y", ""]))
    assert column(path, names=["c"]) == (["x", "", "y"], "object")


def test_quotes_delimiters_marks_and_empty_lines_are_understood(write):
    path = write('﻿a;b\r\n"x;y"; "say ""hi"""\r\n\r\nz;"two\nlines"\r\n')
    table = read_csv(path, delimiter=";")
    assert table["a"].tolist() == ["x;y", "z"]
    assert table["b"].tolist() == ['say "hi"', "two\nlines"]
    assert column(write("c\né\n", "latin-1"), encoding="latin-1")[0] == ["é"]


def test_a_file_without_a_line_of_names_is_given_them(write):
    table = read_csv(write("1,x\n2,y\n"), names=["n", "c"])
    assert table.names == ("n", "c")
    assert table["n"].tolist() == [1, 2]


def test_lines_that_begin_with_a_mark_do_not_count(write):
    path = write("|1x3 Cross validator\n1,|x\n| 2,y\n3,z\n")
    table = read_csv(path, names=["n", "c"], comment="|")
    assert (table["n"].tolist(), table["c"].tolist()) == ([1, 3], ["|x", "z"])


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("", {}, "must begin with the names of its columns"),
        ("a,b\n", {}, "must have at least one row, got 0 rows"),
        ("a,a\n1,2\n", {}, "Column names must differ, got 'a' twice in '.*data.csv'"),
        ("a,b\n1,2\n1,2,3\n", {}, "must have 2 cells, but row 2 of '.*' has 3: '1,2,3'"),
        ("a\nx\n", {"types": {"a": "int"}}, "Column 'a' of .* of type 'int', but a cell is 'x'"),
        ("a,b\n1,\n", {"types": {"b": "bool"}}, "Column 'b' .* 'bool', but a cell is missing"),
        ("a\n1\n", {"types": {"b": "int"}}, "Unknown column in `types` 'b'. Known: a"),
        ("a\n1\n", {"types": {"a": "str"}}, r"`types\['a'\]` must be one of .* got 'str'"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(write, text, options, message):
    with pytest.raises(ValueError, match=message):
        read_csv(write(text), **options)
    assert issubclass(DataError, ValueError)


def test_real_files_are_read_as_pandas_reads_them(shared_data):
    for file in ("titanic.csv", "diamonds.csv"):
        table, frame = read_csv(shared_data / file), pd.read_csv(shared_data / file)
        assert list(table) == list(frame)
        for name in table:
            expected = frame[name]
            if table[name].dtype == object:
                assert table[name].tolist() == expected.fillna("").tolist()
            else:
                np.testing.assert_array_equal(table[name], expected.to_numpy(), strict=True)
