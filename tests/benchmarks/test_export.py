"""The benchmark of exported models measures what it says, and writes it down."""

import json
import sys

import pytest

from benchmarks import export
from benchmarks._machine import machine

FOUND = {
    "loading": {
        "without the golden outputs": {"bytes": 5e8, "seconds": 0.5, "copied": 0.01, "mapped": 0.9},
        "verify": {"bytes": 5e8, "seconds": 0.75, "copied": 0.02, "mapped": 1.0},
    },
    "latency": {"lstm": {"raw": [2e-5, 2e-5], "exported": [2.1e-5, 2.1e-5]}},
    "sizes": {"50 dense layers": 15 * 1024},
}


def test_what_was_found_is_told_beside_its_goals():
    loaded, called, sized = export.tables(FOUND)
    assert loaded[0][0] == "loading 500 MB"
    assert loaded[2] == ["with the golden outputs", "0.75", "2.0%", "100.0%", "< 5%"]
    assert called[1][:2] == ["lstm", "21.0"]
    assert called[1][2].startswith("1.05")
    assert sized[1] == ["50 dense layers", "15.0", "<= 50"]


def test_figures_of_before_come_into_the_page(tmp_path, monkeypatch, capsys):
    page, file = tmp_path / "page.md", tmp_path / "run.json"
    page.write_text("<!-- exported models -->\n<!-- end of exported models -->\n")
    file.write_text(json.dumps({"machine": machine(), "export": FOUND}))
    monkeypatch.setattr(export, "_PAGE", page)
    export.main(["--read", str(file), "--docs"])
    assert "| lstm | 21.0 | 1.05" in page.read_text()
    assert "| 50 dense layers | 15.0 | <= 50 |" in page.read_text()
    assert "lstm" in capsys.readouterr().out


def test_the_page_has_a_place_for_them():
    assert "<!-- exported models -->" in export._PAGE.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.slow
def test_everything_is_measured(monkeypatch, capsys):
    runs = []
    monkeypatch.setattr(export, "write", lambda run: runs.append(json.loads(json.dumps(run))))
    export.main(["--quick"])
    found = runs[0]["export"]
    assert set(found["loading"]) == {"without the golden outputs", "verify"}
    assert all(len(taken["exported"]) == len(taken["raw"]) for taken in found["latency"].values())
    assert len(found["sizes"]) == 6
    assert all(0 < size < export.GOALS["program"] for size in found["sizes"].values())
    assert "All numbers" in capsys.readouterr().out
