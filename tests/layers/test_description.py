"""What a layer is: its dtypes, its configuration, the shapes it was built for."""

import copy

import numpy as np
import pytest

from deepkit import layers
from deepkit.configurable import Revived

X = np.ones((2, 3), "float32")


class Scale(layers.Layer):
    """A layer in the style of Keras 3."""

    def __init__(self, factor=2.0, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="w")

    def call(self, inputs):
        return inputs * self.w * self.factor

    def get_config(self):
        config = super().get_config()
        config.update({"factor": self.factor})
        return config


class Closed(layers.Layer):
    """A layer whose constructor passes nothing on."""

    def __init__(self, units=2):
        super().__init__()
        self.units = units

    def call(self, x):
        return x * self.units


class Pair(layers.Layer):
    """A layer built for two tensors."""

    def build(self, query_shape, value_shape):
        self.q = self.add_weight((query_shape[-1],), "ones", name="q")
        self.v = self.add_weight((value_shape[-1],), "ones", name="v")

    def call(self, query, value):
        return (query * self.q).sum() + (value * self.v).sum()


def test_a_policy_names_the_dtypes_of_weights_and_of_the_computation():
    layer = layers.Dense(2, dtype="mixed_bfloat16")
    assert (layer.dtype, layer.variable_dtype, layer.compute_dtype) == (
        "float32", "float32", "bfloat16",
    )  # fmt: skip
    assert layer(X).dtype.name == "bfloat16"
    assert layer.kernel.dtype == "float32"


def test_the_path_of_a_layer_is_its_name():
    assert Scale(name="s").path == "s"


def test_a_config_of_keras_3_style_makes_an_equal_layer():
    layer = Scale(factor=3.0, name="s", dtype="float16", trainable=False)
    again = Scale.from_config(layer.get_config())
    assert (again.factor, again.name, again.dtype, again.trainable) == (3.0, "s", "float16", False)
    assert again.get_config().keys() == {"factor", "name", "trainable", "dtype"}


def test_without_get_config_the_arguments_are_the_config():
    config = Closed(units=5).get_config()
    assert config["units"] == 5
    assert config["trainable"] is True


def test_a_constructor_that_passes_nothing_on_still_gets_its_name_and_dtype_back():
    layer = Closed(3)
    config = {**layer.get_config(), "name": "other", "dtype": "float16", "trainable": False}
    again = Closed.from_config(config)
    assert (again.units, again.name, again.dtype, again.trainable) == (3, "other", "float16", False)


def test_a_config_with_an_unknown_argument_is_refused():
    with pytest.raises(TypeError, match="unit") as caught:
        Closed.from_config({"unit": 3})
    assert "while making a Closed from the config" in caught.value.__notes__[0]


def test_a_layer_that_was_not_built_has_no_build_config():
    layer = Scale()
    assert layer.get_build_config() is None
    layer.build_from_config({})
    assert not layer.built


@pytest.mark.parametrize("how", [lambda layer: layer(X), lambda layer: layer.build((None, 3))])
def test_a_build_config_makes_the_same_weights(how):
    layer, again = Scale(), Scale()
    how(layer)
    assert layer.get_build_config()["input_shape"][-1] == 3
    again.build_from_config(layer.get_build_config())
    assert again.built
    assert [w.shape for w in again.weights] == [(3,)]
    assert again.get_build_config() == layer.get_build_config()


def test_a_build_config_from_a_file_has_lists_for_shapes():
    layer = Scale()
    layer.build_from_config({"input_shape": [None, 4]})
    assert layer.get_build_config() == {"input_shape": (None, 4)}
    assert layer.w.shape == (4,)


def test_a_build_config_of_several_shapes_names_them():
    layer, again = Pair(), Pair()
    layer(X, X[:, :2])
    config = layer.get_build_config()
    assert config == {"shapes_dict": {"query_shape": (2, 3), "value_shape": (2, 2)}}
    again.build_from_config({"shapes_dict": {k: list(v) for k, v in config["shapes_dict"].items()}})
    assert [w.shape for w in again.weights] == [(3,), (2,)]


def test_a_build_config_keeps_a_list_of_shapes():
    layer, again = layers.Concatenate(), layers.Concatenate()
    layer([X, X])
    config = layer.get_build_config()
    assert config == {"input_shape": [(2, 3), (2, 3)]}
    again.build_from_config(config)
    assert again.built


def test_a_deep_copy_has_weights_and_options_of_its_own():
    layer = Scale(factor=3.0)
    layer(X)
    twin = copy.deepcopy(layer)
    twin.set_weights([np.zeros(3)])
    np.testing.assert_array_equal(layer.w.numpy(), np.ones(3))
    assert twin.w is not layer.w
    assert twin.get_config() == layer.get_config()
    np.testing.assert_array_equal(twin(X), np.zeros((2, 3)))


def test_a_layer_made_of_a_config_shares_no_layers_with_the_one_described():
    inner = layers.Dense(3, name="inner")
    wrapper = layers.Wrapper(inner)
    twin = layers.Wrapper.from_config(wrapper.get_config())
    assert (twin.layer.name, twin.layer.units) == ("inner", 3)
    assert twin.layer is not inner
    cells = layers.RNN([layers.LSTMCell(2), layers.GRUCell(2)])
    again = layers.RNN.from_config(cells.get_config())
    assert [type(cell) for cell in again.cell.cells] == [layers.LSTMCell, layers.GRUCell]
    assert not {*map(id, again.cell.cells)} & {*map(id, cells.cell.cells)}


def test_objects_that_were_made_for_a_layer_are_its_own():
    inner = layers.Dense(3)
    assert layers.Wrapper.from_config(Revived({"layer": inner})).layer is inner
