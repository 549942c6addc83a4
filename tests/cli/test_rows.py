"""Rows from files of different kinds."""

import io

import numpy as np
import pytest

from deepkit import export
from deepkit.cli._rows import kind_of, read_arrays, read_rows
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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is no row"),
        ("{}\n{", "Line 2 is no JSON"),
        ('{"x": [1],\n "y" 2}', "Line 2 is no JSON: Expecting ':' delimiter, column 6"),
        ('{"y": 1}', "Input 'x' is missing from a row"),
        ('{"x": [1]}\n{"x": [1, 2]}', "Input 'x' must have one shape in all rows"),
    ],
)
def test_lines_that_are_no_rows_are_refused(text, message, signatures, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    with pytest.raises(DataError, match=message):
        read_rows("-", "jsonl", signatures["dense"], tables=False)


@pytest.mark.parametrize(
    "text",
    [
        "[1, 2]\n[3, 4]\n",
        "[[1, 2], [3, 4]]",
        "[\n  [1, 2],\n  [3, 4]\n]\n",
        '[\n {"x": [1, 2]},\n {\n  "x": [3, 4]\n }\n]',
    ],
)
def test_lines_may_be_lists_and_all_may_be_one(text, signatures, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    found = read_rows("-", "jsonl", signatures["dense"], tables=False)
    found = found["x"] if isinstance(found, dict) else found
    assert found.tolist() == [[1, 2], [3, 4]]


def test_one_row_may_stand_on_several_lines(signatures, tmp_path):
    (tmp_path / "x.json").write_text('{\n "x": [1, 2]\n}\n', encoding="utf-8-sig")
    found = read_rows(str(tmp_path / "x.json"), "jsonl", signatures["dense"], tables=False)
    assert found["x"].tolist() == [[1, 2]]


def test_targets_beside_the_only_input_are_passed_over(signatures, tmp_path):
    np.savez(tmp_path / "x.npz", whatever=np.ones((2, 4)), y=np.zeros(2))
    found = read_rows(str(tmp_path / "x.npz"), "npz", signatures["dense"], tables=False)
    assert found.shape == (2, 4)


def test_columns_of_one_number_keep_their_names(signatures, tmp_path):
    np.savez(tmp_path / "x.npz", x=np.ones((2, 4)))
    found = read_rows(str(tmp_path / "x.npz"), "npz", signatures["dense"], tables=False)
    assert list(found) == ["x"]


def test_rows_of_columns_stay_rows(signatures, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"age": 3, "town": null}'))
    assert read_rows("-", "jsonl", signatures["people"], tables=True) == [{"age": 3, "town": None}]


def test_a_line_of_nothing_is_no_row(signatures, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("[]\n"))
    with pytest.raises(DataError, match="There is no row"):
        read_rows("-", "jsonl", signatures["dense"], tables=False)


def test_text_may_hold_what_others_take_for_the_end_of_a_line(signatures, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"town": "K\u2028\u0085"}\r\n{"town": "W"}\n'))
    found = read_rows("-", "jsonl", signatures["people"], tables=True)
    assert [row["town"] for row in found] == ["K\u2028\u0085", "W"]


def test_digits_stay_text_where_text_was_learned_from(signatures, tmp_path):
    (tmp_path / "x.csv").write_text("age,town,more\n3,10115,1\n4,50667,2\n")
    found = read_rows(str(tmp_path / "x.csv"), "csv", signatures["people"], tables=True)
    assert found["town"].tolist() == ["10115", "50667"]
    assert found["age"].dtype.kind == found["more"].dtype.kind == "i"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"no arrays", b"\x93NUMPY"])
def test_what_is_no_file_of_arrays_is_refused(content, tmp_path):
    (tmp_path / "x.npz").write_bytes(content)
    with pytest.raises(DataError, match="is no npz file with arrays"):
        read_arrays(str(tmp_path / "x.npz"))


def test_one_array_is_no_file_of_arrays(tmp_path):
    np.save(tmp_path / "x.npy", np.ones(3))
    with pytest.raises(DataError, match="is no npz file with arrays"):
        read_arrays(str(tmp_path / "x.npy"))
