"""`deepkit predict`."""

import csv
import io
import json

import numpy as np
import pytest

from deepkit import estimators, export
from deepkit import feature_column as fc
from tests.export._models import dense, numbers

X = numbers(5)


@pytest.fixture
def expected():
    return dense().predict(X, verbose=0)


def test_csv_is_answered_in_csv(run, places, tmp_path, expected):
    header = "a,b,c,d\n"
    (tmp_path / "x.csv").write_text(header + "\n".join(",".join(map(str, r)) for r in X.tolist()))
    status, out, _ = run("predict", places / "dense", tmp_path / "x.csv")
    assert status == 0
    rows = list(csv.reader(io.StringIO(out)))
    assert rows[0] == ["score_0", "score_1", "score_2"]
    np.testing.assert_allclose(np.array(rows[1:], float), expected, atol=1e-6)


def test_json_lines_are_answered_in_json_lines(run, places, tmp_path, expected):
    (tmp_path / "x.jsonl").write_text("\n".join(json.dumps({"x": row}) for row in X.tolist()))
    run("predict", places / "dense", tmp_path / "x.jsonl", "-o", tmp_path / "y.jsonl")
    found = [json.loads(line)["score"] for line in (tmp_path / "y.jsonl").read_text().splitlines()]
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize("size", [[], ["--batch-size", "2"]])
def test_arrays_are_answered_in_arrays(size, run, places, tmp_path, expected):
    np.savez(tmp_path / "x.npz", whatever=X)
    run("predict", places / "dense", tmp_path / "x.npz", "-o", tmp_path / "y.npz", *size)
    np.testing.assert_allclose(np.load(tmp_path / "y.npz")["score"], expected, atol=1e-6)


def test_arrays_on_the_screen_are_json(run, places, tmp_path):
    np.savez(tmp_path / "x.npz", x=X)
    _, out, _ = run("predict", places / "dense", tmp_path / "x.npz")
    assert len(json.loads(out.splitlines()[0])["score"]) == 3


def test_columns_with_text_are_answered(run, places, tmp_path):
    text = "age,town\n20,Köln\n?,Atlantis\n35,\n"
    (tmp_path / "rows.csv").write_text(text, encoding="utf-8")
    _, out, _ = run(
        "predict", places / "people", tmp_path / "rows.csv", "--signature", "classification"
    )
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["classes_0"] for row in rows] == ["no"] * 3
    rows_of_json = [{"age": 20, "town": "Köln"}, {"age": None, "town": "Atlantis"}, {"age": 35}]
    served = export.load(places / "people").signatures["classification"](rows_of_json)["scores"]
    np.testing.assert_allclose([float(row["scores_1"]) for row in rows], served[:, 1], atol=1e-6)


def test_another_signature_is_named_if_there_is_none(run, places, tmp_path):
    np.savez(tmp_path / "x.npz", x=X)
    status, _, err = run("predict", places / "dense", tmp_path / "x.npz", "--signature", "classify")
    assert status == 2
    assert "Unknown signature 'classify'" in err


def test_a_column_of_digits_is_crossed_as_in_training(run, tmp_path):
    data = {"zip": ["10115", "50667"] * 12, "floor": [1, 2, 2, 1] * 6}
    crossed = fc.crossed_column(["zip", "floor"], 50)
    made = estimators.LinearRegressor([crossed], steps=30, random_state=0)
    made.fit(data, [1.0, 2.0, 3.0, 4.0] * 6)
    expected = made.predict({"zip": ["10115", "50667"], "floor": [1, 2]})
    made.export_saved_model(tmp_path / "m")
    (tmp_path / "rows.csv").write_text("zip,floor\n10115,1\n50667,2\n")
    _, out, _ = run("predict", tmp_path / "m", tmp_path / "rows.csv")
    found = [float(row["outputs"]) for row in csv.DictReader(io.StringIO(out))]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_an_empty_line_of_one_column_is_answered_as_a_row(run, tmp_path):
    made = estimators.LinearRegressor(steps=30, random_state=0)
    made.fit({"town": ["Köln", "Wien", None, "Rom"] * 6}, [1.0, 2.0, 3.0, 4.0] * 6)
    expected = made.predict({"town": ["Wien", None, "Rom", None]})
    made.export_saved_model(tmp_path / "m")
    (tmp_path / "rows.csv").write_text("town\nWien\n\nRom\n\n")
    _, out, _ = run("predict", tmp_path / "m", tmp_path / "rows.csv")
    found = [float(row["outputs"]) for row in csv.DictReader(io.StringIO(out))]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_the_examples_of_an_export_are_rows_too(run, places, tmp_path, expected):
    np.savez(tmp_path / "e.npz", x=X, y=np.zeros(5))
    status, out, _ = run("predict", places / "dense", tmp_path / "e.npz")
    assert status == 0
    found = [json.loads(line)["score"] for line in out.splitlines()]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_help_tells_what_becomes_of_a_first_line_of_numbers(run):
    _, out, _ = run("predict", "--help")
    assert "A first line that holds numbers is a row" in out
