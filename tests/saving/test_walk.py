"""The parts of a model with state, under the places that Keras's files give them.

tests/parity/test_files.py compares the places with those that Keras writes.
"""

import deepkit
from deepkit import layers, optimizers
from deepkit.saving._walk import stateful


def places(model):
    """Return the paths of what has state."""
    return [path for path, _ in stateful(model)]


class Attributes(deepkit.Model):
    """A model that keeps layers in all kinds of ways."""

    def __init__(self, **base):
        super().__init__(**base)
        self.block = layers.Dense(1)
        self.inner = [layers.Dense(1), {"a": layers.Dense(1), "b": [layers.Flatten()]}]
        self.later = layers.Dense(1)
        self._hidden = layers.LayerNormalization()

    @property
    def broken(self):
        raise RuntimeError("not now")

    @property
    def again(self):
        return [self.later]


class Block(layers.Layer):
    """A layer with layers."""

    def __init__(self, inner, **base):
        super().__init__(**base)
        self.zeta, self._alpha, self.beta = inner, layers.Dense(1), (layers.Dense(1),)


def test_a_stack_lists_its_layers_by_class():
    model = deepkit.Sequential(
        [deepkit.Input((2,)), layers.Dense(1), layers.Dropout(0.1), layers.Dense(1)]
    )
    assert places(model) == ["", "layers/dense", "layers/dropout", "layers/dense_1"]


def test_a_functional_model_lists_its_inputs_too_and_nested_ones_by_kind():
    x = deepkit.Input((2,))
    inner = deepkit.Model(x, layers.Dense(1)(x))
    y = deepkit.Input((2,))
    model = deepkit.Model(y, inner(y) + 1.0)
    assert places(model) == [
        "",
        "layers/input_layer",
        "layers/functional",
        "layers/functional/layers/input_layer",
        "layers/functional/layers/dense",
    ]


def test_a_subclass_lists_attributes_by_name_with_layers_among_them():
    assert places(Attributes()) == [
        "",
        "again/dense",
        "block",
        "inner/dense",
        "inner/container/dense",
        "inner/container/container/flatten",
        "layers/layer_normalization",
    ]


def test_a_layer_lists_its_attributes_by_name_private_ones_last():
    assert places(Block(layers.Dense(1))) == ["", "beta/dense", "zeta", "_alpha"]


def test_what_a_layer_was_made_of_is_not_listed_twice():
    shared = layers.Dense(1)
    owners = [owner for _, owner in stateful(Block(shared))]
    assert owners.count(shared) == 1


def test_the_optimizer_stands_beside_the_layers():
    model = deepkit.Sequential([deepkit.Input((2,)), layers.Dense(1)])
    model.compile("adam", "mse")
    assert places(model) == ["", "layers/dense", "optimizer"]


def test_an_optimizer_within_another_stands_in_it():
    model = deepkit.Sequential([deepkit.Input((2,)), layers.Dense(1)])
    model.compile(optimizers.LossScaleOptimizer(optimizers.Adam()), "mse")
    assert places(model)[-2:] == ["optimizer", "optimizer/inner_optimizer"]


def test_composite_layers_of_deepkit_have_the_places_of_keras():
    model = deepkit.Sequential([layers.LSTM(2, return_sequences=True)])
    model.build((None, 3, 2))
    assert places(model) == ["", "layers/lstm", "layers/lstm/cell"]


def test_looking_changes_no_names():
    deepkit.configurable.clear_names()
    places(deepkit.Sequential([layers.Dense(1)]))
    assert deepkit.Sequential().name == "sequential_1"
    assert layers.Layer().name == "layer"
