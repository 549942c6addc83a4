"""Results become a table for people and a file for programs."""

import json

from benchmarks._fit import SMALLER, TWIN
from benchmarks._report import fit_rows, heading, import_rows, read, table, times_rows, write

MACHINE = {
    "date": "2026-01-02T03:04:05+00:00",
    "processor": "Abacus",
    "cores": 2,
    "load": 0.5,
    "python": "3.11.7",
    "commit": "abc1234",
    "packages": {"jax": "0.10", "torch": None},
}


def test_columns_stand_side_by_side():
    assert table([["a", "long"], ["longer", "b"]]) == ("a       long\n------------\nlonger     b\n")


def test_the_table_of_fit_has_speed_and_ratios_and_a_dash_for_a_peer_that_is_not_there():
    seconds = {"deepkit": [2.0, 2.0], "jax": [1.0, 1.0], TWIN: [1.1, 1.1], "keras": [6.0, 6.0]}
    head, row = fit_rows({"cnn": {"rows": 100, "seconds": seconds}})
    assert head[:2] == ["fit", "samples/s"]
    assert row[1:] == [
        *("50", "0.50x [0.50 0.50]", "-", "3.00x [3.00 3.00]", "-", "1.10x [1.10 1.10]", "2"),
    ]


def test_the_table_of_fit_has_a_row_for_the_smaller_job():
    seconds = {"deepkit": [3.0], "jax": [1.0], TWIN: [1.0], SMALLER: [2.0]}
    last = fit_rows({"embedding": {"rows": 100, "seconds": seconds}})[-1]
    assert last[:2] == ["its time / that of embedding 10,000 x 16", "1.50x [1.50 1.50]"]


def test_the_table_of_times_has_only_peers_that_were_measured():
    times = {"cnn": {"deepkit": [0.001], "jax": [0.002]}, "mlp": {"jax": [1.0]}}
    head, row = times_rows("wait", times, ("ms", 1e3))
    assert head == ["wait", "deepkit, ms", "JAX loop / deepkit"]
    assert row[1:] == ["1.00", "2.00x [2.00 2.00]"]


def test_the_table_of_imports_is_told_in_times_of_jax():
    result = {
        "import": {"jax": [0.5], "keras": [2.0]},
        "modules": {"jax": [700], "keras": [2500]},
        "unwanted": {"jax": [[]], "keras": [["h5py", "pandas"]]},
    }
    last = import_rows(result)[-1]
    assert last == ["keras", "2.000", "4.00x [4.00 4.00]", "2500", "h5py, pandas"]


def test_the_heading_names_machine_and_versions_that_are_there():
    text = heading(MACHINE)
    assert "Abacus, 2 cores" in text
    assert "jax 0.10" in text
    assert "torch" not in text


def test_all_numbers_are_written_to_a_file_named_for_the_time(tmp_path):
    path = write({"machine": MACHINE, "fit": {}}, tmp_path / "results")
    assert path.name == "2026-01-02T030405+0000.json"
    assert json.loads(path.read_text())["machine"] == MACHINE


def test_runs_are_read_as_one_in_which_the_last_word_counts(tmp_path):
    runs = [
        {"machine": {"date": "a"}, "fit": {"mlp": 1, "cnn": 1}, "import": {"x": 1, "y": 1}},
        {"machine": {"date": "b"}, "fit": {"mlp": 2}, "import": {"x": 2}},
    ]
    paths = [write(run, tmp_path) for run in runs]
    together = {"machine": {"date": "b"}, "fit": {"mlp": 2, "cnn": 1}, "import": {"x": 2}}
    assert read(paths) == together
