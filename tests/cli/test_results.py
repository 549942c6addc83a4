"""Answers as files."""

import numpy as np

from deepkit.cli._results import write_results

RESULTS = {"classes": np.array([["ä", "b"], ["c", "d"]]), "score": np.array([0.5, 2.0])}


def test_csv_has_a_column_for_each_number(tmp_path):
    write_results(RESULTS, str(tmp_path / "y.csv"), "csv")
    text = (tmp_path / "y.csv").read_text(encoding="utf-8")
    assert text == "classes_0,classes_1,score\nä,b,0.5\nc,d,2.0\n"


def test_json_lines_have_a_row_each(capsys):
    write_results(RESULTS, "-", "jsonl")
    assert capsys.readouterr().out.splitlines()[0] == '{"classes": ["ä", "b"], "score": 0.5}'


def test_arrays_keep_their_shapes(tmp_path):
    write_results(RESULTS, str(tmp_path / "y.npz"), "npz")
    assert np.load(tmp_path / "y.npz")["classes"].tolist() == RESULTS["classes"].tolist()


def test_json_has_null_for_what_is_no_number(capsys):
    write_results({"p": np.array([[np.nan, 1.0], [np.inf, 2.0]], "float32")}, "-", "jsonl")
    assert capsys.readouterr().out == '{"p": [null, 1.0]}\n{"p": [null, 2.0]}\n'
