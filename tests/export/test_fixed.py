"""Programs for fixed numbers of rows."""

import numpy as np

from deepkit import export, ops
from tests.export._models import called, numbers


def test_a_fixed_program_that_cannot_be_written_leaves_no_other_behind(tmp_path, monkeypatch):
    def static(self, weights, rows):
        if rows == 32:
            raise ValueError("a weight that matters for other sizes alone")
        return b"program"

    monkeypatch.setattr("deepkit.export._traced.Traced.static", static)
    called(lambda y, x: y).export(tmp_path / "m")
    assert list(tmp_path.rglob("*.stablehlo")) == []


def test_fixed_programs_for_rows_that_depend_on_each_other_are_left_out(tmp_path):
    model = called(lambda y, x: x - ops.mean(x, axis=0, keepdims=True))
    model.export(tmp_path / "m")
    assert list(tmp_path.rglob("*.stablehlo")) == []
    x = numbers(5)
    np.testing.assert_allclose(export.load(tmp_path / "m").predict(x), x - x.mean(0), atol=1e-6)
