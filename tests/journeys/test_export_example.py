"""The example of exported models, run as its readers run it, for a shorter time."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))
import export_model

pytestmark = pytest.mark.slow


def test_digits_are_exported_and_served_elsewhere(capsys, tmp_path):
    export_model.main(["--epochs", "4", "--folder", str(tmp_path / "served")])
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("weights: ")
    before, after = (float(part.split()[-1]) for part in told[2].split(","))
    served = float(told[3].split()[2])
    assert before > 0.8
    assert abs(after - before) < 0.02
    assert served == pytest.approx(before, abs=1e-3)
    assert "layers" not in told[3]
    assert (tmp_path / "served" / "int8" / "deepkit.json").exists()
