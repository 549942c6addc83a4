"""Exported models are crossed between environments."""

import json
import shutil
import sys

import pytest

from deepkit import export
from tools import compat


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compat") / "written"
    assert compat.main(["write", str(folder)]) == 0
    return folder


@pytest.mark.slow
def test_models_of_all_kinds_answer_as_they_did(written, capsys):
    assert compat.read(written) == 0
    assert capsys.readouterr().out.count(" ok ") == 8


@pytest.mark.slow
def test_weights_are_no_initial_ones(written):
    for path in written.glob("*.json"):
        for name, array in export.open_parts(written / path.stem).weights.items():
            if not name.endswith("key/bias"):  # attention is the same whatever it is
                assert ((array != 0) & (array != 1)).any(), (path.stem, name)


@pytest.mark.slow
def test_another_answer_is_noticed_and_the_others_are_still_tried(written, tmp_path, capsys):
    folder = shutil.copytree(written, tmp_path / "copy")
    for name, key in (("dense", "answers"), ("people", "answers")):
        told = json.loads((folder / f"{name}.json").read_text())
        told[key] = [told[key][0][::-1], *told[key][1:]]
        (folder / f"{name}.json").write_text(json.dumps(told))
    (folder / "lstm" / "deepkit.json").unlink()
    assert compat.main(["read", str(folder)]) == 1
    printed = capsys.readouterr().out
    assert printed.count(" ok ") == 5
    assert "SavingError: " in printed
    assert "off by" in printed


def test_every_environment_reads_what_every_other_wrote(monkeypatch, tmp_path, capsys):
    seen = []
    monkeypatch.setattr(compat, "BUILD", tmp_path)
    monkeypatch.setattr(compat, "environment", lambda name, *told: (name, f"{name}-writing"))

    def run(python, paths, command, folder, check=True):
        seen.append((python, command, folder.name))
        return 0

    monkeypatch.setattr(compat, "run", run)
    assert compat.cross() == 0
    for python in ("oldest", "newest"):
        assert (python, "write", f"written-by-{python}") in seen
        for folder in ("written-by-oldest", "written-by-newest", "0.1.0"):
            assert (python, "read", folder) in seen
    assert "All of them load" in capsys.readouterr().out


def test_an_interpreter_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(compat, "BUILD", tmp_path)
    with pytest.raises(SystemExit, match=r"None of python0.1 is here, for the oldest JAX"):
        compat.environment("oldest", ("python0.1",), "jax")


def test_an_interpreter_that_runs_is_found():
    assert compat._works(sys.executable) == sys.executable
