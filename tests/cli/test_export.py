"""`deepkit export`."""

import numpy as np
import pytest

from deepkit import export
from tests.export._models import dense, numbers


@pytest.mark.parametrize("name", ["served", "served.zip"])
def test_a_saved_model_is_exported(name, run, places, tmp_path):
    status, out, _ = run("export", places / "dense.keras", tmp_path / name)
    assert status == 0
    assert out.startswith(f"{tmp_path / name}: exported and checked\nweights")
    x = numbers(3)
    found = export.load(tmp_path / name).predict(x)
    np.testing.assert_allclose(found, dense().predict(x, verbose=0), atol=1e-6)


def test_what_fewer_bits_cost_is_told(run, places, tmp_path):
    x = numbers(50)
    np.savez(tmp_path / "e.npz", x=x, y=dense().predict(x, verbose=0).argmax(1))
    status, out, _ = run(
        "export", places / "dense.keras", tmp_path / "m",
        "--quantize", "int8", "--examples", tmp_path / "e.npz", "--platforms", "cpu",
    )  # fmt: skip
    assert status == 0
    assert "accuracy before                     1  serving_default/score" in out
    assert export.open_manifest(tmp_path / "m").programs["serving_default"].platforms == ("cpu",)


def test_targets_in_the_file_are_passed_over_for_exact_weights(run, places, tmp_path):
    np.savez(tmp_path / "e.npz", x=numbers(3), y=np.zeros(3))
    words = ["--examples", tmp_path / "e.npz"]
    status, out, _ = run("export", places / "dense.keras", tmp_path / "m", *words)
    assert (status, "accuracy" in out) == (0, False)


def test_an_older_export_gives_way_only_if_told_to(run, places, tmp_path):
    assert run("export", places / "dense.keras", tmp_path / "m")[0] == 0
    status, _, err = run("export", places / "dense.keras", tmp_path / "m")
    assert status == 2
    assert "is there already. Pass `overwrite=True`" in err
    assert run("export", places / "dense.keras", tmp_path / "m", "--overwrite")[0] == 0


def test_examples_without_inputs_are_refused(run, places, tmp_path):
    np.savez(tmp_path / "e.npz", y=np.zeros(3))
    arguments = [places / "dense.keras", tmp_path / "m", "--examples", tmp_path / "e.npz"]
    status, _, err = run("export", *arguments)
    assert status == 2
    assert "must hold inputs by their names" in err


@pytest.mark.parametrize("words", [["--quantize", "int8"], ["--platforms", "cpu"]])
def test_what_onnx_has_no_use_for_is_refused(words, run, places, tmp_path):
    status, _, err = run("export", places / "dense.keras", tmp_path / "m.onnx", *words)
    assert status == 2
    assert f"`{words[0]}` is not for ONNX" in err
    assert list(tmp_path.iterdir()) == []


def test_onnx_is_compared_on_the_examples(run, places, tmp_path):
    pytest.importorskip("onnx")
    np.savez(tmp_path / "e.npz", x=np.ones((3, 5)), y=np.zeros(3))  # not what it takes
    words = ["--examples", tmp_path / "e.npz"]
    assert run("export", places / "dense.keras", tmp_path / "m.onnx", *words)[0] == 2
    np.savez(tmp_path / "e.npz", x=numbers(3), y=np.zeros(3))
    assert run("export", places / "dense.keras", tmp_path / "m.onnx", *words)[0] == 0
