"""Exported models put together by hand."""

import numpy as np
import pytest

import deepkit
from deepkit import export, layers
from deepkit.errors import SavingError
from tests.export._models import branching, dense, numbers

X = deepkit.InputSpec(shape=(None, 4), dtype="float32")


def test_functions_and_models_become_signatures(tmp_path):
    layer = layers.Dense(2)
    layer.build((None, 4))
    archive = export.ExportArchive()
    archive.track(layer)
    archive.add_endpoint("own", lambda x: layer(x) + 1, input_signature=[X])
    assert archive.add_endpoint("model", dense()) is dense()
    archive.write_out(tmp_path / "m")
    served = export.load(tmp_path / "m").signatures
    np.testing.assert_allclose(
        served["own"](numbers(3))["outputs"], layer(numbers(3)) + 1, rtol=1e-5
    )
    expected = dense().predict(numbers(3), verbose=0)
    np.testing.assert_allclose(served["model"](numbers(3))["outputs"], expected, atol=1e-6)


def test_variables_are_told_apart_as_in_keras():
    archive = export.ExportArchive()
    norm = layers.BatchNormalization()
    norm.build((None, 4))
    archive.track(norm)
    archive.add_variable_collection("again", norm.variables)
    assert len(archive.variables) == 4
    assert len(archive.trainable_variables) == len(archive.non_trainable_variables) == 2


@pytest.mark.parametrize("resource", [3, layers.Dense(2)])
def test_what_has_no_weights_cannot_be_tracked(resource):
    with pytest.raises(ValueError, match="`resource` must be a layer or model that is built"):
        export.ExportArchive().track(resource)


def test_endpoints_have_names_of_their_own_and_say_what_they_take():
    archive = export.ExportArchive()
    with pytest.raises(ValueError, match="Give the `input_signature` of endpoint 'f'"):
        archive.add_endpoint("f", lambda x: x)
    archive.add_endpoint("f", lambda x: x, [X])
    with pytest.raises(ValueError, match="There is an endpoint 'f' already"):
        archive.add_endpoint("f", lambda x: x, [X])


def test_an_empty_archive_is_not_written(tmp_path):
    with pytest.raises(SavingError, match="There is nothing to export yet: `add_endpoint` first"):
        export.ExportArchive().write_out(tmp_path / "m")


def test_a_drawn_model_of_several_inputs_keeps_their_names(tmp_path):
    archive = export.ExportArchive()
    archive.add_endpoint("serve", branching())
    archive.write_out(tmp_path / "m")
    served = export.load(tmp_path / "m")
    a, b = numbers(3, 4), numbers(3, 3)
    assert list(served.signature("serve").inputs) == ["a", "b"]
    expected = branching().predict([a, b], verbose=0)
    np.testing.assert_allclose(served.predict({"a": a, "b": b})[0], expected[0], atol=1e-6)


class OfList(deepkit.Model):
    """A model that takes a list."""

    def call(self, pair):
        return pair[0] - pair[1]


class OfTwo(deepkit.Model):
    """A model that takes two tensors."""

    def call(self, a, b):
        return a - b


def called_on(cls, *args):
    model = cls()
    model(*args)
    return model


A = numbers(3)
TOLD = {"a": X, "b": X}


@pytest.mark.parametrize(
    ("model", "signature"),
    [
        (called_on(OfList, [A, A]), [X, X]),
        (called_on(OfTwo, A, A), [X, X]),
        (called_on(OfTwo, A, A), TOLD),
        (lambda a, b: a - b, TOLD),
    ],
)
def test_what_takes_two_inputs_gets_them_as_it_takes_them(model, signature, tmp_path):
    archive = export.ExportArchive()
    archive.add_endpoint("serve", model, signature)
    archive.write_out(tmp_path / "m")
    found = export.load(tmp_path / "m").predict([3 * A, A])
    np.testing.assert_allclose(found, 2 * A, rtol=1e-6)
