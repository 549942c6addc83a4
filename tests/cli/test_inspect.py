"""`deepkit inspect`."""

import json

import pytest

import deepkit
from tests.export._forging import forged


def test_signatures_layers_sizes_and_versions_are_told(run, places):
    status, out, _ = run("inspect", places / "branching")
    assert status == 0
    for line in (
        f"written by deepkit {deepkit.__version__}, python 3",
        "signature serving_default",
        "  takes  a: float32[?, 4]",
        "  gives  q: float32[?, 1]",
        "weights.safetensors",
        "in all",
    ):
        assert line in out
    assert ["p", "Dense", "16"] in [line.split() for line in out.splitlines()]


def test_names_are_no_commands_to_the_terminal(run, places, tmp_path):
    folder = forged(places / "branching", tmp_path / "m", {}, name="a\x1b[2Jb")
    _, out, _ = run("inspect", folder)
    assert out.startswith("a\\x1b[2Jb\n")


@pytest.mark.parametrize("accuracy", [5, {"p": 5}, {"p": {"q": 5}}, {"p": {"q": {"r": "5"}}}])
def test_what_is_no_measure_is_refused(accuracy, run, places, tmp_path):
    folder = forged(places / "branching", tmp_path / "m", {}, about={"accuracy": accuracy})
    status, _, errors = run("inspect", folder)
    assert status == 2
    assert "deepkit.json" in errors
    assert "Traceback" not in errors


def test_no_estimator_is_said_to_be_built_anew(run, places):
    assert "with `rebuild`" not in run("inspect", places / "people")[1]


def test_columns_of_an_estimator_are_told(run, places):
    _, out, _ = run("inspect", places / "people")
    assert "signature classification" in out
    assert "  takes  town: string[?]" in out
    assert "  gives  classes: string[?, 2]" in out


def test_layers_of_an_estimator_are_told(run, places):
    _, out, _ = run("inspect", places / "people")
    layers = out.partition("\nlayers\n")[2].partition("\n\n")[0]
    assert sum(int(line.split()[-1].replace(",", "")) for line in layers.splitlines()) > 0


def test_what_fewer_bits_cost_is_told(run, places, tmp_path):
    x = deepkit.Input((64,), name="x")
    model = deepkit.Model(x, deepkit.layers.Dense(32, name="score")(x))
    report = model.export(tmp_path / "m", quantize="int8")
    _, out, _ = run("inspect", tmp_path / "m")
    assert "weights in int8" in out
    assert "accuracy" not in run("inspect", places / "dense")[1]
    ((name, outputs),) = report.accuracy.items()
    for measure, value in outputs["score"].items():
        line = [*measure.split("_"), f"{value:.6g}", f"{name}/score"]
        assert line in [one.split() for one in out.splitlines()]


def test_what_an_export_lasts_by_is_told(run, places, tmp_path):
    assert "then StableHLO for known sizes, the architecture" in run("inspect", places / "dense")[1]
    x = deepkit.Input((None, 3))
    model = deepkit.Model(x, deepkit.layers.GlobalAveragePooling1D()(x))
    model.export(tmp_path / "open")
    assert "then StableHLO for open sizes, the arch" in run("inspect", tmp_path / "open")[1]
    told = json.loads((tmp_path / "open" / "deepkit.json").read_text())
    told["programs"]["serving_default"]["open"] = told["architecture"] = None
    (tmp_path / "open" / "deepkit.json").write_text(json.dumps(told))
    assert "then nothing: export it anew by then" in run("inspect", tmp_path / "open")[1]


def test_the_manifest_is_told_as_it_is(run, places):
    _, out, _ = run("inspect", places / "dense", "--json")
    assert json.loads(out) == json.loads((places / "dense" / "deepkit.json").read_text())
