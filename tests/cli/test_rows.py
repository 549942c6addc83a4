"""Rows from files of different kinds."""

import io

import numpy as np
import pytest

from deepkit import export
from deepkit.cli._rows import kind_of, read_rows
from deepkit.errors import DataError


@pytest.fixture(scope="module")
def signatures(places):
    return {n: export.load(places / n).signature() for n in ("dense", "branching", "people")}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("-", "jsonl"),
        ("a.CSV", "csv"),
        ("a.json", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a.npz", "npz"),
    ],
)
def test_the_name_tells_the_kind(path, kind):
    assert kind_of(path) == kind


def test_a_name_that_tells_nothing_is_refused():
    with pytest.raises(ValueError, match="`file_ending` must be one of 'csv', 'jsonl', 'npz'"):
        kind_of("rows.parquet")


def test_columns_by_the_names_of_inputs_become_them(signatures, tmp_path):
    np.savez(tmp_path / "x.npz", a=np.ones((2, 4)), b=np.ones((2, 3)))
    found = read_rows(str(tmp_path / "x.npz"), "npz", signatures["branching"], tables=False)
    assert {name: array.shape for name, array in found.items()} == {"a": (2, 4), "b": (2, 3)}


def test_columns_that_are_no_inputs_are_refused(signatures, tmp_path):
    (tmp_path / "x.csv").write_text("p,q\n1,2\n")
    with pytest.raises(DataError, match="The file must have the columns a, b"):
        read_rows(str(tmp_path / "x.csv"), "csv", signatures["branching"], tables=False)
    with pytest.raises(DataError, match=r"takes \[4\] numbers a row, the file has 2"):
        read_rows(str(tmp_path / "x.csv"), "csv", signatures["dense"], tables=False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is no row"),
        ("{}\n{", "Line 2 is no JSON"),
        ('{"y": 1}', "Input 'x' is missing from a row"),
        ('{"x": [1]}\n{"x": [1, 2]}', "Input 'x' must have one shape in all rows"),
    ],
)
def test_lines_that_are_no_rows_are_refused(text, message, signatures, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    with pytest.raises(DataError, match=message):
        read_rows("-", "jsonl", signatures["dense"], tables=False)


@pytest.mark.parametrize("text", ["[1, 2]\n[3, 4]\n", "[[1, 2], [3, 4]]"])
def test_lines_may_be_lists_and_all_may_be_one(text, signatures, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    found = read_rows("-", "jsonl", signatures["dense"], tables=False)
    assert found.tolist() == [[1, 2], [3, 4]]


def test_rows_of_columns_stay_rows(signatures, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"age": 3, "town": null}'))
    assert read_rows("-", "jsonl", signatures["people"], tables=True) == [{"age": 3, "town": None}]
