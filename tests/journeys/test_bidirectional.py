"""Sequences read from both ends: learned, saved, exported, served without a layer."""

import subprocess
import sys

import keras
import numpy as np
import pytest

import deepkit
from deepkit import layers
from tests.onnx._running import rows

SERVER = """
import sys
import numpy as np
from deepkit import export
served = export.load(sys.argv[1])
with np.load(sys.argv[2]) as batches:
    np.savez(sys.argv[3], **{name: served(x) for name, x in batches.items()})
rooms = {name.split(".")[1] for name in sys.modules if name.startswith("deepkit.")}
assert not rooms & {"layers", "training", "models"}, rooms
"""
BATCHES = (1, 3, 17)


@pytest.fixture(scope="module")
def ids():
    """Return sequences of different lengths, padded with 0."""
    random = np.random.default_rng(0)
    ids = random.integers(1, 9, (96, 6), "int32")
    return np.where(np.arange(6) < random.integers(2, 7, (96, 1)), ids, 0)


@pytest.fixture(scope="module")
def model(ids):
    """Return a model that has learned whether the first number is larger than the last."""
    deepkit.utils.set_random_seed(1)
    walk = layers.LSTM(8, return_sequences=True)
    source = deepkit.Input((6,), dtype="int32", name="ids")
    embedded = layers.Embedding(9, 8, mask_zero=True)(source)
    outputs = layers.Bidirectional(walk)(embedded)
    each = layers.TimeDistributed(layers.Dense(8, activation="tanh"))(outputs)
    both = layers.Bidirectional(layers.LSTM(8), merge_mode="sum")(each)
    model = deepkit.Model(source, layers.Dense(1, activation="sigmoid", name="answer")(both))
    model.compile(deepkit.optimizers.Adam(0.02), "binary_crossentropy", metrics=["accuracy"])
    model.fit(ids, answers(ids), epochs=30, verbose=0)
    return model


def answers(ids):
    last = ids[np.arange(len(ids)), (ids > 0).sum(1) - 1]
    return np.float32(ids[:, :1] > last[:, None])


def test_it_learns_and_keras_opens_what_was_saved(model, ids, tmp_path):
    assert model.evaluate(ids, answers(ids), verbose=0)[1] > 0.95
    model.save(tmp_path / "m.keras")
    theirs = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_allclose(theirs.predict(ids, verbose=0), model.predict(ids), atol=1e-5)


def test_a_process_without_layers_gives_the_same(model, ids, tmp_path):
    model.export(tmp_path / "served")
    batches = {f"rows_{count}": rows([ids], count)[0] for count in BATCHES}
    np.savez(tmp_path / "batches.npz", **batches)
    paths = [str(tmp_path / name) for name in ("served", "batches.npz", "found.npz")]
    subprocess.run([sys.executable, "-c", SERVER, *paths], check=True)
    with np.load(tmp_path / "found.npz") as found:
        for name, x in batches.items():
            np.testing.assert_allclose(found[name], model.predict(x, verbose=0), atol=1e-6)


def test_its_config_alone_makes_it_again(model, ids, tmp_path):
    twin = deepkit.models.clone_model(model)
    twin.set_weights(model.get_weights())
    np.testing.assert_allclose(twin.predict(ids), model.predict(ids), atol=1e-6)
    report = twin.export(tmp_path / "m.onnx", format="onnx")
    assert report.difference < 1e-5
