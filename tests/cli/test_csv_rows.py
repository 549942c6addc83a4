"""Rows of numbers from CSV files."""

import numpy as np
import pytest

from deepkit import estimators, export
from deepkit.cli._csv_rows import csv_rows
from deepkit.errors import DataError
from tests.export._models import dense


@pytest.fixture(scope="module")
def signatures(places):
    return {name: export.load(places / name).signature() for name in ("dense", "branching")}


@pytest.fixture
def rows(signatures, tmp_path):
    """Return a function that reads the rows of a text."""

    def rows(text, name="dense", **told):
        (tmp_path / "x.csv").write_text(text, encoding="utf-8")
        return csv_rows(str(tmp_path / "x.csv"), signatures[name], **told)

    return rows


@pytest.mark.parametrize(
    "text", ["a,b,c,d\n1,2,3,4\n", "1,2,3,4\n", " 1, 2.0,3e0, +4\n", "\n1,2,3,4\n\n"]
)
def test_columns_under_other_names_or_none_are_taken_in_order(text, rows):
    assert rows(text)["x"].tolist() == [[1.0, 2.0, 3.0, 4.0]]


def test_a_first_line_of_numbers_is_a_row_though_two_are_alike(rows):
    assert rows("1,1,2,2\n3,3,4,4\n")["x"].tolist() == [[1, 1, 2, 2], [3, 3, 4, 4]]


@pytest.mark.parametrize("header", ["x_3,x_2,x_1,x_0", "x_03,x_02,x_01,x_00"])
def test_columns_with_numbers_are_taken_by_them(header, rows):
    assert rows(f"{header}\n1,2,3,4\n")["x"].tolist() == [[4, 3, 2, 1]]


def test_columns_of_several_inputs_are_told_apart(rows):
    found = rows("b_0,a_0,a_1,b_2,b_1,a_2,a_3\n1,2,3,4,5,6,7\n", "branching")
    assert found["a"].tolist() == [[2, 3, 6, 7]]
    assert found["b"].tolist() == [[1, 5, 4]]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("dense", "x_0,x_1,x_3,x_4\n1,2,3,4\n", "Column 'x_2' is missing.*x_0 to x_3"),
        ("dense", "x_1,x_2,x_3,x_4\n1,2,3,4\n", "Column 'x_0' is missing"),
        ("dense", "x_0,x_1,x_2,x_3,x_4\n1,2,3,4,5\n", "Column 'x_4' is one too many"),
        ("dense", "x_0,x_1,x_2,x_3,x_03\n1,2,3,4,5\n", "'x_3' and 'x_03' are one and the same"),
        ("dense", "x_0,x_1,x_2,z\n1,2,3,4\n", "Column 'z' is of no input.*x_0 to x_3"),
        ("dense", "p,q\n1,2\n", "takes 4 numbers a row, the file has 2"),
        ("dense", "1,2\n3,4\n", "takes 4 numbers a row, the file has 2"),
        ("dense", "0,1,2,3\n5,6,7,8\n", "is '0,1,2,3': put a line above it.*x_0 to x_3"),
        ("branching", "p,q\n1,2\n", "'p' is of no input.*columns a_0 to a_3, b_0 to b_2"),
        ("branching", "1,2,3,4,5,6,7\n", "is '1,2,3,4,5,6,7': put a line above it"),
    ],
)
def test_columns_that_do_not_fit_are_refused(name, text, message, rows):
    with pytest.raises(DataError, match=message):
        rows(text, name)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b,c,d\n1,2,3,4\n5,,7,8\n", "Row 2, column 'b' is empty, and must be a number"),
        ("a,b,c,d\n1,2,NA,4\n", "Row 1, column 'c' is 'NA', and must be a number"),
        ("a,b,c,d\n1,2,1_0,4\n", "Row 1, column 'c' is '1_0'"),
        ("1,2,,4\n5,6,7,8\n", "Row 1, column 'column 3' is empty"),
    ],
)
def test_what_is_no_number_is_refused_by_row_and_column(text, message, rows):
    with pytest.raises(DataError, match=message):
        rows(text)


def test_numbers_of_all_spellings_are_taken(rows):
    found = rows("a,b,c,d\n007,nan,True,-inf\n2,1.5,False,.5\n")["x"]
    np.testing.assert_array_equal(found, [[7, np.nan, 1, -np.inf], [2, 1.5, 0, 0.5]])


def test_gaps_are_allowed_where_a_model_fills_them(rows):
    found = rows("a,b,c,d\n1,,?,4\n", gaps=True)["x"]
    np.testing.assert_array_equal(found, [[1, np.nan, np.nan, 4]])


def test_rows_of_any_length_have_no_place_in_csv(tmp_path):
    contents = export.Contents("same")
    x = export.TensorSpec("x", (None, None), "float32")
    export.write(tmp_path / "m", {"same": export.Endpoint(lambda x: x * 2, [x])}, [], contents)
    with pytest.raises(DataError, match=r"'x' takes rows of any length.*an npz file"):
        csv_rows("x.csv", export.load(tmp_path / "m").signature())


def test_a_file_without_a_header_is_answered_row_by_row(run, places, tmp_path):
    (tmp_path / "x.csv").write_text("1,2,3,4\n5,6,7,8\n")
    status, out, _ = run("predict", places / "dense", tmp_path / "x.csv")
    assert (status, out.count("\n")) == (0, 3)
    found = np.array([line.split(",") for line in out.splitlines()[1:]], float)
    x = np.array([[1, 2, 3, 4], [5, 6, 7, 8]], "float32")
    np.testing.assert_allclose(found, dense().predict(x, verbose=0), atol=1e-6)


def test_estimators_that_learned_from_a_matrix_take_such_files(run, tmp_path):
    x = np.random.default_rng(0).normal(size=(40, 3))
    made = estimators.LinearRegressor(random_state=0).fit(x, x @ [1.0, 2.0, 3.0])
    made.export_saved_model(tmp_path / "m")
    expected = made.predict([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    for text in ("1,2,3\n4,5,6\n", "x_2,x_1,x_0\n3,2,1\n6,5,4\n", "p,q,r\n1,2,3\n4,5,6\n"):
        (tmp_path / "x.csv").write_text(text)
        _, out, _ = run("predict", tmp_path / "m", tmp_path / "x.csv")
        found = [float(line) for line in out.splitlines()[1:]]
        np.testing.assert_allclose(found, expected, rtol=1e-6)
