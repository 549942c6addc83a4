"""Programs for any sizes, which are run where JAX does not read its own any more."""

import numpy as np
import pytest

import deepkit
from deepkit import export, layers, ops
from tests.export._forging import forged
from tests.export._models import called, numbers


def aged(model, folder, **options):
    """Return an exported model whose program nobody reads any more, with the warning of that."""
    model.export(folder / "new", **options)
    name = "programs/serving_default.jaxexport"
    old = forged(folder / "new", folder / "old", {name: b"of another age"})
    with pytest.warns(RuntimeWarning, match="is run from its StableHLO"):
        return export.load(old)


def over_time():
    x = deepkit.Input((None, 8), name="x")
    heard = layers.MultiHeadAttention(2, 4)(x, x)
    return deepkit.Model(x, [layers.LSTM(3)(heard), layers.Conv1D(4, 3)(heard)])


def test_sequences_of_any_length_outlive_the_program(tmp_path):
    model = over_time()
    served = aged(model, tmp_path)
    for rows, steps in ((1, 4), (40, 9)):
        x = np.random.default_rng(0).normal(size=(rows, steps, 8)).astype("float32")
        for found, expected in zip(served.predict(x), model.predict(x, verbose=0), strict=True):
            np.testing.assert_allclose(found, expected, atol=1e-5)


def test_rows_that_depend_on_each_other_outlive_the_program(tmp_path):
    model = called(lambda y, x: x - ops.mean(x, axis=0, keepdims=True))
    x = numbers(5)
    np.testing.assert_allclose(aged(model, tmp_path).predict(x), x - x.mean(0), atol=1e-6)


@pytest.mark.parametrize("fault", [ValueError, RuntimeError, NotImplementedError])
def test_one_that_cannot_be_written_is_left_out(fault, tmp_path, monkeypatch):
    def refused(self, weights):
        raise fault("no")

    monkeypatch.setattr("deepkit.export._traced.Traced.open", refused)
    over_time().export(tmp_path / "m")
    assert list(tmp_path.rglob("*.stablehlo")) == []


def test_one_that_proves_wrong_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr("deepkit.export._open.disagreement", lambda *args, **told: "off")
    over_time().export(tmp_path / "m")
    assert list(tmp_path.rglob("*.stablehlo")) == []


def test_where_there_are_some_for_known_sizes_there_is_none_for_any(dense_folder):
    assert export.open_manifest(dense_folder).programs["serving_default"].open is None
