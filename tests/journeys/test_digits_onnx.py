"""The digits as ONNX: the example as its readers run it, and in WebAssembly where node is there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))
import digits_onnx

ROOT = Path(__file__).parents[2]
MODULES = Path(os.environ.get("DEEPKIT_NODE_MODULES", ROOT / "node_modules"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("digits")


def test_digits_are_told_apart_without_deepkit(folder, capsys):
    digits_onnx.main(["--folder", str(folder), "--epochs", "4"])
    told = capsys.readouterr().out
    assert float(re.search(r"off by (\S+)", told)[1]) < 1e-5
    assert float(re.search(r"not seen: (\S+)", told)[1]) > 0.8
    assert {"digits.onnx", "index.html", "check.mjs", "golden.json"} <= set(os.listdir(folder))


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
@pytest.mark.skipif(
    not (MODULES / "onnxruntime-web").is_dir(), reason="needs onnxruntime-web: `make browser`"
)
def test_webassembly_gives_the_same_answers(folder):
    (folder / "node_modules").symlink_to(MODULES)
    done = subprocess.run(
        ["node", "check.mjs"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert float(re.search(r"off by (\S+)", done.stdout)[1]) <= 1e-5
