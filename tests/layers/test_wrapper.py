"""The layer around a layer."""

import keras
import numpy as np
import pytest

import deepkit
from deepkit import layers, saving

X = np.arange(6.0, dtype="float32").reshape(2, 3)


class Twice(layers.Wrapper):
    """Doubles what a layer returns."""

    def call(self, x):
        return 2 * self.layer(x)


def test_the_layer_within_belongs_to_it():
    inner = layers.Dense(2, kernel_initializer="ones")
    wrapper = Twice(inner)
    np.testing.assert_array_equal(wrapper(X), [[6, 6], [24, 24]])
    assert wrapper.layer is inner
    assert [id(w) for w in wrapper.weights] == [id(inner.kernel), id(inner.bias)]


def test_building_it_builds_the_layer_within_under_its_path():
    wrapper = layers.Wrapper(layers.Dense(2, name="inner"), name="outer")
    wrapper.build((None, 3))
    assert [w.path for w in wrapper.weights] == ["outer/inner/kernel", "outer/inner/bias"]


def test_a_layer_that_is_built_stays_as_it_is():
    inner = layers.Dense(2)
    before = inner(X)
    np.testing.assert_array_equal(Twice(inner)(X), 2 * before)


def test_it_says_nothing_of_what_it_computes():
    with pytest.raises(NotImplementedError, match="must define a `call`"):
        layers.Wrapper(layers.Activation("relu"))(X)


def test_freezing_it_freezes_the_layer_within():
    wrapper = Twice(layers.Dense(2))
    wrapper(X)
    wrapper.trainable = False
    assert wrapper.trainable_weights == []


def test_its_config_is_that_of_keras():
    ours = saving.serialize_keras_object(layers.Wrapper(layers.Dense(2, name="d"), name="w"))
    assert type(keras.layers.deserialize(ours)) is keras.layers.Wrapper
    theirs = keras.layers.serialize(keras.layers.Wrapper(keras.layers.Dense(2, name="d"), name="w"))
    loaded = saving.deserialize_keras_object(theirs)
    assert (loaded.name, loaded.layer.name, loaded.layer.units) == ("w", "d", 2)


def test_a_layer_that_stands_alone_too_is_one_layer_in_a_file(tmp_path):
    source, shared = deepkit.Input((4, 3)), layers.Dense(2, name="shared")
    each, alone = layers.TimeDistributed(shared)(source), shared(source)
    model = deepkit.Model(source, [each, alone])
    model.save(tmp_path / "m.keras")
    loaded = deepkit.models.load_model(tmp_path / "m.keras")
    assert len(loaded.weights) == 2
    x = np.ones((1, 4, 3), "float32")
    for one, other in zip(loaded(x), model(x), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_it_refuses_what_is_no_layer():
    with pytest.raises(ValueError, match="`layer` must be a layer, got 'dense'"):
        layers.Wrapper("dense")
