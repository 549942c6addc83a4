"""Costs are measured at each size in fresh processes, and become tables, plots and a page."""

import json
import subprocess
import sys

import pytest

import deepkit
from benchmarks._machine import machine
from benchmarks.costs import AXES, QUANTITIES, axis_rows, draw, measure_costs
from benchmarks.costs import __main__ as program
from benchmarks.costs import _measure as measure
from benchmarks.costs import _probe as probe
from benchmarks.costs._tables import growth
from benchmarks.costs._ways import measured_ways, way_rows

FOUND = {
    "10": {"step": [1e-5, 3e-5], "start": [1.0, 1.0], "answer": [1e-4, 1e-4], "memory": [9, 9]},
    "1000": {"step": [4e-3, 4e-3], "start": [2.0, 4.0], "answer": [1e-3, 1e-3], "memory": [90, 90]},
}


@pytest.mark.parametrize("name", AXES)
def test_the_sizes_of_an_axis_span_three_orders_of_magnitude(name):
    sizes = AXES[name].sizes
    assert sizes[-1] >= 1000 * sizes[0]
    assert list(sizes) == sorted(sizes)


@pytest.mark.parametrize("name", AXES)
def test_a_job_grows_only_in_what_it_is_called_for(name):
    job = AXES[name].make(deepkit, 3)
    assert job.x.shape[0] == job.y.shape[0] == (3 if name == "rows" else 2048)
    assert (job.x.shape[1] == 3) == (name == "features")
    job.model.fit(job.x[:2], job.y[:2], verbose=0)
    wanted = {"layers": 6, "variables": 5, "vocabulary": 3, "vocabulary-adam": 3}
    assert len(job.model.trainable_variables) == wanted.get(name, 6 if name == "rows" else 4)


def test_a_probe_tells_all_quantities(monkeypatch):
    monkeypatch.setattr(probe, "_LEAST", 0.0)
    found = probe.measured("rows", 64)
    assert set(found) == set(QUANTITIES)
    assert 0 < found["step"] < found["start"] + 1
    assert 0 < found["answer"] < 1
    assert probe.held_mebibytes() > 10


def test_jobs_take_turns_and_long_ones_are_done_once(monkeypatch):
    asked, clock = [], iter([0.0, 20.0])  # the first takes twenty seconds, the others none
    monkeypatch.setattr(measure, "run_probe", lambda *job, **_: asked.append(job) or {"step": 1.0})
    monkeypatch.setattr(measure.time, "perf_counter", lambda: next(clock, 20.0))
    found = measure_costs(["layers"], rounds=2)
    assert [int(size) for _, size in asked] == [1, 10, 100, 1000, 1000, 100, 10]
    assert found["layers"]["1"] == {"step": [1.0]}
    assert found["layers"]["10"] == {"step": [1.0, 1.0]}


def test_a_table_has_medians_and_ranges():
    head, first, last = axis_rows("layers", FOUND)
    assert head[:3] == ["dense layers", "a step, µs", "build and compile, s"]
    assert first == ["10", "20.0 [10.0 30.0]", "1.00", "100", "9.00"]
    assert last == ["1,000", "4,000", "3.00 [2.00 4.00]", "1,000", "90.0"]


def test_growth_is_that_of_medians():
    assert growth(FOUND, "step") == pytest.approx(200)


def test_equal_numbers_make_equal_plots(tmp_path):
    one, other = (draw("layers", FOUND, tmp_path / name) for name in "ab")
    text = one.read_text()
    assert text == other.read_text()
    assert "predict of one row" in text
    assert len(text) < 100_000


def test_numbers_of_before_become_a_page(monkeypatch, capsys, tmp_path):
    page, file = tmp_path / "page.md", tmp_path / "run.json"
    names = ("machine", "layers", "ways of fit")
    marks = "".join(f"<!-- {name} -->\n<!-- end of {name} -->\n" for name in names)
    page.write_text(marks)
    ways = {"fit": {"arrays": [2e-5, 2e-5]}}
    run = {"machine": machine(), "costs": {"layers": FOUND}, "ways": ways}
    file.write_text(json.dumps(run))
    monkeypatch.setattr(program, "_PAGE", page)
    monkeypatch.setattr(program, "_PLOTS", tmp_path / "plots")
    program.main(["--read", str(file), "--docs"])
    assert "n layers of 64 units" in capsys.readouterr().out
    assert "![layers](costs/layers.svg)\n\n| dense layers | a step" in page.read_text()
    assert "| arrays | 20.0 | 1.00 |" in page.read_text()
    assert (tmp_path / "plots" / "layers.svg").exists()


def test_an_axis_is_measured_and_written(monkeypatch, capsys):
    monkeypatch.setattr(program, "measure_costs", lambda names, rounds: {names[0]: FOUND})
    monkeypatch.setattr(program, "write", lambda run: run["quick"])
    program.main(["features", "--quick"])
    assert "All numbers: True" in capsys.readouterr().out


def test_an_axis_that_does_not_exist_is_named(capsys):
    with pytest.raises(SystemExit):
        program.main(["heads"])
    assert "unknown axis 'heads'; there are rows, features" in capsys.readouterr().err


def test_every_way_to_train_and_to_ask_is_timed():
    found = measured_ways(rows=64, rounds=1)
    assert len(found["fit"]) == 8
    assert len(found["predict"]) == 4
    assert all(0 < t < 1 for ways in found.values() for taken in ways.values() for t in taken)


def test_ways_are_compared_with_the_first():
    rows = way_rows("a step", {"arrays": [1e-5], "stream": [3e-5], "many": [1e-8]})
    assert rows == [
        ["a step", "µs", "times the first"],
        ["arrays", "10.0", "1.00"],
        ["stream", "30.0", "3.00"],
        ["many", "0.0", "0.0010"],
    ]


@pytest.mark.slow
def test_a_probe_runs_in_a_process_of_its_own():
    command = [sys.executable, "-m", "benchmarks.costs._probe", "rows", "64"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert set(json.loads(done.stdout)) == set(QUANTITIES)
