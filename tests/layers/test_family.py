"""Layers by name: what stands for one in a file, and the way back."""

import json

import numpy as np
import pytest

import deepkit
from deepkit import layers
from deepkit.layers._family import family


class Scale(layers.Layer):
    """A layer of the user's own."""

    def __init__(self, factor, **base):
        super().__init__(**base)
        self.factor = factor

    def call(self, x):
        return x * self.factor


class Wrapper(layers.Layer):
    """A layer of the user's own that is made of another."""

    def __init__(self, inner, **base):
        super().__init__(**base)
        self.inner = inner

    def call(self, x):
        return self.inner(x)


def roundtrip(layer, **options):
    """Return the layer made of the JSON text of another."""
    return layers.deserialize(json.loads(json.dumps(layers.serialize(layer))), **options)


def test_a_record_has_the_form_of_keras():
    record = layers.serialize(layers.Dense(3, name="d"))
    assert (record["module"], record["class_name"]) == ("keras.layers", "Dense")
    assert record["config"]["name"] == "d"
    assert record["config"]["dtype"]["class_name"] == "DTypePolicy"


def test_the_members_are_the_public_layers():
    public = {name: getattr(layers, name) for name in layers.__all__}
    classes = {c for c in public.values() if isinstance(c, type) and issubclass(c, layers.Layer)}
    assert set(family().members.values()) == classes - {layers.Layer}


@pytest.mark.parametrize(
    "layer",
    [
        layers.Dense(
            3,
            activation="relu",
            kernel_initializer=deepkit.initializers.Constant(2.0),
            kernel_regularizer="l2",
            bias_constraint="non_neg",
            dtype="mixed_bfloat16",
            name="d",
        ),
        layers.RNN([layers.LSTMCell(2), layers.GRUCell(3)], return_sequences=True),
        layers.InputLayer((3,), name="i"),
        layers.Reshape((2, -1), trainable=False),
    ],
)
def test_a_layer_comes_back_from_its_record(layer):
    again = roundtrip(layer)
    assert type(again) is type(layer)
    assert layers.serialize(again) == layers.serialize(layer)


def test_objects_within_come_back_as_objects():
    again = roundtrip(layers.Dense(2, kernel_initializer=deepkit.initializers.Constant(2.0)))
    np.testing.assert_array_equal(again(np.ones((1, 3), "float32")), [[6.0, 6.0]])


def test_a_layer_within_a_layer_comes_back():
    scope = {"Wrapper": Wrapper, "Scale": Scale}
    again = roundtrip(Wrapper(layers.Dense(4)), custom_objects=scope)
    assert again.inner.units == 4


def test_a_class_of_the_users_own_is_given_or_registered():
    record = layers.serialize(Scale(3.0))
    assert layers.deserialize(record, {"Scale": Scale}).factor == 3.0
    with deepkit.utils.custom_object_scope({"Scale": Scale}):
        assert layers.deserialize(record).factor == 3.0


def test_a_class_nobody_knows_is_refused():
    record = layers.serialize(layers.Dense(3))
    with pytest.raises(ValueError, match=r"Unknown layer 'Dence'. Did you mean 'Dense'"):
        layers.deserialize({**record, "class_name": "Dence", "registered_name": "Dence"})
