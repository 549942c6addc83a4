"""What is typed behind `deepkit`."""

import os
import subprocess
import sys

import pytest

import deepkit


def test_the_version_is_told(run):
    assert run("--version") == (0, f"deepkit {deepkit.__version__}\n", "")


@pytest.mark.parametrize(
    "words", [["--help"], *([c, "--help"] for c in ("export", "inspect", "predict"))]
)
def test_help_has_examples(words, run):
    status, out, _ = run(*words)
    assert status == 0
    assert "examples:\n  deepkit " in out


@pytest.mark.parametrize(
    "words", [[], ["fly"], ["predict"], ["export", "a", "b", "--format", "tf"]]
)
def test_a_command_that_is_none_is_refused(words, run):
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert "usage: deepkit" in err


def test_what_goes_wrong_is_told_in_one_line(run, tmp_path):
    status, out, err = run("inspect", tmp_path / "nothing")
    assert (status, out) == (2, "")
    assert err.startswith("deepkit inspect: ")
    assert err.count("\n") == 1


def test_a_closed_pipe_is_no_error(run, places, monkeypatch):
    def closed(*args):
        raise BrokenPipeError

    monkeypatch.setattr("deepkit.cli._inspect._lines", closed)
    monkeypatch.setattr(sys.stderr, "close", lambda: None)
    assert run("inspect", places / "dense")[0] == 0


def test_it_runs_as_a_module_without_layers_to_predict(places, request):
    program = (
        "import sys\nfrom deepkit import cli\n"
        f"cli.main(['predict', {str(places / 'people')!r}, '-'])\n"
        "print({'layers', 'estimators'} & {n.split('.')[1] for n in sys.modules if '.' in n})"
    )
    root = request.config.rootpath
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, input='{"age": 3, "town": "Wien"}',
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.endswith("set()\n")
    done = subprocess.run(
        [sys.executable, "-m", "deepkit", "--version"], cwd=root, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout == f"deepkit {deepkit.__version__}\n"


def test_what_must_be_installed_is_told_where_exports_are_only_read(tmp_path, request):
    program = (
        "import sys\nsys.modules['tqdm'] = None\nfrom deepkit import cli\n"
        "sys.exit(cli.main(['export', 'model.keras', 'served']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(request.config.rootpath)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "deepkit export: The package 'tqdm' is missing, without which exports are only read: "
        "`pip install deepkit`.\n"
    )


def test_a_package_of_somebody_else_is_named_as_it_is(run, places, monkeypatch):
    def missing(path):
        raise ModuleNotFoundError("No module named 'theirs'", name="theirs")

    monkeypatch.setattr("deepkit.cli._inspect.open_manifest", missing)
    assert run("inspect", places / "dense")[2] == "deepkit inspect: No module named 'theirs'\n"
