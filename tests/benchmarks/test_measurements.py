"""Each section of a run finds numbers; which ones is up to the machine."""

import json
import subprocess

import pytest

from benchmarks import _fit, _fresh
from benchmarks.__main__ import main
from benchmarks._fit import SMALLER, TWIN, measure_fit
from benchmarks._fresh import measure_first_epoch, measure_import, run_probe
from benchmarks._machine import machine
from benchmarks._predict import measure_predict
from benchmarks._probe import first_epoch, imported, peak_mebibytes
from benchmarks._sections import SECTIONS, Plan, Section
from benchmarks.workloads import TINY, WORKLOADS


@pytest.fixture
def tiny(monkeypatch):
    """Let the tables hold the tiny workloads."""
    for name, workload in TINY.items():
        monkeypatch.setitem(WORKLOADS, name, workload)


def test_every_contender_is_timed_in_every_round():
    result = measure_fit(TINY["mlp"], ["keras"], rounds=2)
    assert set(result["seconds"]) == {"deepkit", "jax", TWIN, "keras"}
    assert all(len(taken) == 2 for taken in result["seconds"].values())
    assert result["difference"] < 1e-4


def test_contenders_that_do_other_work_are_refused(monkeypatch):
    monkeypatch.setattr(_fit, "_LARGEST_DIFFERENCE", -1.0)
    with pytest.raises(RuntimeError, match="Not the same work in 'mlp': first losses"):
        measure_fit(TINY["mlp"], ["keras"], rounds=1)


def test_a_job_that_should_take_as_long_as_a_smaller_one_is_timed_beside_it():
    seconds = measure_fit(TINY["embedding"], [], rounds=1)["seconds"]
    assert set(seconds) == {"deepkit", "jax", TWIN, SMALLER}


def test_the_wait_for_a_prediction_is_that_of_one_call():
    seconds = measure_predict(TINY["mlp"], ["keras", "torch"], rounds=2, calls=3)["seconds"]
    assert set(seconds) == {"deepkit", "jax", "keras"}
    assert all(0 < t < 1 for taken in seconds.values() for t in taken)


@pytest.mark.usefixtures("tiny")
def test_a_probe_trains_from_nothing_and_tells_its_memory():
    found = first_epoch("jax", "mlp")
    assert set(found) == {"import", "modules", "unwanted", "epoch", "mebibytes"}
    assert 10 < found["mebibytes"] <= peak_mebibytes()


def test_a_probe_in_a_fresh_process_reports_back():
    found = run_probe("import", "json")
    assert found["import"] < 5
    assert found["unwanted"] == []


def test_a_probe_that_fails_is_heard():
    with pytest.raises(RuntimeError, match="No module named 'nothing_of_this_name'"):
        run_probe("import", "nothing_of_this_name")


def test_imports_are_counted_together_with_what_they_bring():
    imported("pandas")
    assert "pandas" in imported("json")["unwanted"]


def test_imports_are_measured_in_turns(monkeypatch):
    asked = []
    monkeypatch.setattr(_fresh, "_IMPORTS", {"a": ("x", "y")})
    monkeypatch.setattr(
        _fresh, "run_probe", lambda *given, **_: asked.append(given) or {"import": 1.0}
    )
    found = measure_import(["keras"], rounds=2)
    assert found == {"import": {"a": [1.0, 1.0], "keras": [1.0, 1.0]}}
    a, b = ("import", "x", "y"), ("import", "keras")
    assert asked == [a, b, a, b, b, a]  # one for nothing, then two rounds


def test_the_machine_says_what_it_is():
    found = machine()
    assert found["cores"] >= 1
    assert found["packages"]["jax"]


def test_a_name_that_is_none_is_refused_with_those_that_are(capsys):
    with pytest.raises(SystemExit):
        main(["mlp-smal"])
    assert "unknown name 'mlp-smal'; there are import, first, fit" in capsys.readouterr().err


def test_a_peer_can_be_left_out(monkeypatch, capsys):
    peers = []
    section = Section(lambda plan: peers.extend(plan.peers), lambda result: [])
    monkeypatch.setitem(SECTIONS, "import", section)
    monkeypatch.setattr("benchmarks.__main__.write", lambda run: "nowhere")
    main(["import", "--without", "torch"])
    assert peers == ["keras"]
    assert "nowhere" in capsys.readouterr().out


def test_a_section_is_printed_and_written(monkeypatch, capsys, tmp_path):
    seconds = {name: [1.0] for name in ("deepkit", "jax", TWIN)}
    monkeypatch.setattr(
        "benchmarks._sections.measure_fit", lambda *_, rounds: {"rows": 8, "seconds": seconds}
    )
    monkeypatch.setattr("benchmarks._report.write.__defaults__", (tmp_path,))
    main(["fit", "mlp", "--quick"])
    assert "MLP 784-512-512-10" in capsys.readouterr().out
    assert len(list(tmp_path.iterdir())) == 1


def test_caches_are_empty_or_filled_by_the_process_before(monkeypatch):
    told = []
    monkeypatch.setattr(
        _fresh, "run_probe", lambda *_, environment: told.append(environment) or {"epoch": 1.0}
    )
    measure_first_epoch("mlp", [], rounds=1)
    cold, jax, warm, jax_warm = (list(each.values()) for each in told[:4])
    again, _, warm_again, jax_warm_again = (list(each.values()) for each in told[4:])
    assert jax == []
    assert cold != again  # a folder of its own each time
    assert (warm, jax_warm) == (warm_again, jax_warm_again)


def test_a_fresh_process_does_not_find_the_folder_of_jax_that_its_parent_has(monkeypatch):
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", "/nowhere")
    seen = {}

    def run(command, env, **_):
        seen.update(env)
        return subprocess.CompletedProcess(command, 0, stdout="words\n{}\n")

    monkeypatch.setattr(subprocess, "run", run)
    assert run_probe("import", environment={"TOLD": "1"}) == {}
    assert "JAX_COMPILATION_CACHE_DIR" not in seen
    assert seen["TOLD"] == "1"


def test_only_one_workload_is_told_all_about_unless_others_are_named(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "benchmarks._sections.measure_first_epoch",
        lambda name, peers, rounds, warm: asked.append((name, len(peers), rounds, warm)),
    )
    SECTIONS["first"].measure(Plan([], ["keras"], quick=False))
    SECTIONS["first"].measure(Plan(["mlp"], ["keras"], quick=True))
    assert asked[0] == ("mlp-small", 1, 7, True)
    assert ("mlp", 0, 3, False) in asked
    assert asked[-1] == ("mlp", 1, 1, True)


def test_runs_of_before_are_read_and_written_into_a_page(monkeypatch, capsys, tmp_path):
    page, file = tmp_path / "page.md", tmp_path / "run.json"
    page.write_text("<!-- figures -->\n<!-- end of figures -->\n")
    seconds = {name: [1.0] for name in ("deepkit", "jax", TWIN)}
    run = {"machine": machine(), "fit": {"mlp": {"rows": 8, "seconds": seconds}}}
    file.write_text(json.dumps(run))
    monkeypatch.setattr("benchmarks.__main__._PAGE", page)
    main(["--read", str(file), "--goals", "--docs"])
    assert "784-512-512-10 MLP, batch 128" in capsys.readouterr().out
    assert "| 784-512-512-10 MLP, batch 128 | JAX loop | >= 0.95 | 1.00x" in page.read_text()
