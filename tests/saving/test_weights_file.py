"""Weights alone go through `.weights.h5` files."""

import numpy as np
import pytest

import deepkit
from deepkit import layers
from deepkit.errors import NotBuiltError, SavingError
from deepkit.saving import load_weights, save_model, save_weights


@pytest.fixture
def model():
    """Return a built model."""
    return deepkit.Sequential([deepkit.Input((3,)), layers.Dense(2)])


@pytest.mark.parametrize("save", [save_weights, save_model])
def test_weights_come_back_from_either_kind_of_file(save, model, tmp_path):
    path = tmp_path / ("m.weights.h5" if save is save_weights else "m.keras")
    save(model, path)
    before = model.layers[0].kernel.numpy()
    model.layers[0].kernel.assign(np.zeros((3, 2)))
    load_weights(model, str(path))
    np.testing.assert_array_equal(model.layers[0].kernel.numpy(), before)


@pytest.mark.parametrize("name", ["m.h5", "m.keras", "m", "m.weights.json"])
def test_weights_are_written_to_names_of_one_kind(name, model, tmp_path):
    with pytest.raises(SavingError, match=r"`filepath` must end in `.weights.h5`, got "):
        save_weights(model, tmp_path / name)


def test_weights_are_read_from_names_of_two_kinds(model):
    with pytest.raises(SavingError, match=r"must end in `.weights.h5` or `.keras`, got 'm.h5'"):
        load_weights(model, "m.h5")


def test_a_missing_file_is_named(model, tmp_path):
    with pytest.raises(
        SavingError, match=r"x.weights.h5 cannot be read: No such file or directory"
    ):
        load_weights(model, tmp_path / "x.weights.h5")


def test_a_file_that_is_no_hdf5_is_refused(model, tmp_path):
    (tmp_path / "x.weights.h5").write_bytes(b"no such thing")
    with pytest.raises(SavingError, match=r"x.weights.h5 is no HDF5 file"):
        load_weights(model, tmp_path / "x.weights.h5")


@pytest.mark.parametrize("act", [save_weights, load_weights])
def test_a_model_without_weights_is_refused(act, tmp_path):
    with pytest.raises(NotBuiltError, match="needs the weights of 'sequential'"):
        act(deepkit.Sequential([layers.Dense(1)]), tmp_path / "m.weights.h5")


def test_a_file_is_not_replaced_against_the_users_will(model, tmp_path, monkeypatch):
    path = tmp_path / "m.weights.h5"
    path.write_bytes(b"old")
    monkeypatch.setattr("builtins.input", lambda prompt: "n")
    save_weights(model, path, overwrite=False)
    assert path.read_bytes() == b"old"


def test_what_does_not_fit_is_skipped_with_a_warning(model, tmp_path):
    save_weights(model, tmp_path / "m.weights.h5")
    other = deepkit.Sequential([deepkit.Input((4,)), layers.Dense(2)])
    with pytest.warns(UserWarning, match="does not fit the model: 1 of 2 parts"):
        load_weights(other, tmp_path / "m.weights.h5", skip_mismatch=True)
