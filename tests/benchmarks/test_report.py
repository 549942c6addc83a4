"""Results become a table for people and a file for programs."""

import json

from benchmarks._fit import TWIN
from benchmarks._report import fit_table, heading, import_table, table, times_table, write

MACHINE = {
    "date": "2026-01-02T03:04:05+00:00",
    "processor": "Abacus",
    "cores": 2,
    "load": 0.5,
    "python": "3.11.7",
    "packages": {"jax": "0.10", "torch": None},
}


def test_columns_stand_side_by_side():
    assert table([["a", "long"], ["longer", "b"]]) == ("a       long\n------------\nlonger     b\n")


def test_the_table_of_fit_has_speed_and_ratios_and_a_dash_for_a_peer_that_is_not_there():
    seconds = {"deepkit": [2.0, 2.0], "jax": [1.0, 1.0], TWIN: [1.1, 1.1], "keras": [6.0, 6.0]}
    lines = fit_table({"cnn": {"rows": 100, "seconds": seconds}}).splitlines()
    assert lines[0].split()[:2] == ["fit", "samples/s"]
    assert lines[2].split("pool-10")[1].split() == [
        *("50", "0.50x", "[0.50", "0.50]"),
        *("-", "3.00x", "[3.00", "3.00]"),
        *("-", "1.10x", "[1.10", "1.10]"),
    ]


def test_the_table_of_times_has_only_peers_that_were_measured():
    text = times_table("wait", {"cnn": {"deepkit": [0.001], "jax": [0.002]}}, ("ms", 1e3))
    head, _, row = text.splitlines()
    assert "JAX loop / deepkit" in head
    assert "Keras" not in head
    assert row.split()[-4:] == ["1.00", "2.00x", "[2.00", "2.00]"]


def test_the_table_of_imports_is_told_in_times_of_jax():
    result = {
        "import": {"jax": [0.5], "keras": [2.0]},
        "modules": {"jax": [700], "keras": [2500]},
        "unwanted": {"jax": [[]], "keras": [["h5py", "pandas"]]},
    }
    last = import_table(result).splitlines()[-1]
    assert last.split() == [
        *("keras", "2.000", "4.00x", "[4.00", "4.00]"),
        "2500",
        "h5py,",
        "pandas",
    ]


def test_the_heading_names_machine_and_versions_that_are_there():
    text = heading(MACHINE)
    assert "Abacus, 2 cores" in text
    assert "jax 0.10" in text
    assert "torch" not in text


def test_all_numbers_are_written_to_a_file_named_for_the_time(tmp_path):
    path = write({"machine": MACHINE, "fit": {}}, tmp_path / "results")
    assert path.name == "2026-01-02T030405+0000.json"
    assert json.loads(path.read_text())["machine"] == MACHINE
