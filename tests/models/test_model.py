"""Models: drawn, nested, shared, cut out of one another; subclassed; and what they refuse."""

import copy
import pickle

import keras
import numpy as np
import pytest

import deepkit
from deepkit import layers, ops

X = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")


def drawn(k):
    """Return a model with two inputs, a shared layer, a nested model and two outputs."""
    a, b = k.Input((4,), name="a"), k.Input((4,), name="b")
    shared = k.layers.Dense(3, name="shared")
    inner = k.Sequential([k.Input((3,)), k.layers.Dense(2, name="deep")], name="inner")
    joined = k.layers.Concatenate(name="joined")([shared(a), shared(b)])
    return k.Model(
        [a, b],
        {"y": k.layers.Dense(1, name="y")(joined), "z": inner(shared(a))},
        name="m",
    )


@pytest.fixture(scope="module")
def model():
    return drawn(deepkit)


def test_layers_and_weights_stand_in_the_order_of_keras(model):
    theirs = drawn(keras)
    assert [layer.name for layer in model.layers] == [layer.name for layer in theirs.layers]
    assert [w.shape for w in model.weights] == [tuple(w.shape) for w in theirs.weights]
    assert model.output_names == theirs.output_names
    assert model.input_names == ["a", "b"]


def test_outputs_come_in_the_structure_they_were_drawn_in(model):
    out = model([X, X])
    assert {name: value.shape for name, value in out.items()} == {"y": (5, 1), "z": (5, 2)}
    assert model.output_shape == {"y": (None, 1), "z": (None, 2)}


def test_models_without_a_name_are_named_as_in_keras():
    x = deepkit.Input((4,))
    made = [deepkit.Model(x, x), deepkit.Model(x, x), deepkit.Sequential(), Residual()]
    assert [model.name for model in made] == [
        "functional",
        "functional_1",
        "sequential",
        "residual",
    ]


def test_a_shared_layer_counts_once(model):
    assert model.count_params() == (4 * 3 + 3) + (3 * 2 + 2) + (6 + 1)


def test_a_feature_extractor_shares_its_layers_with_the_whole(model):
    features = deepkit.Model(model.inputs[0], model.get_layer("shared").output)
    kernel, bias = model.get_layer("shared").get_weights()
    np.testing.assert_allclose(features(X), X @ kernel + bias, rtol=1e-5)


def test_layers_are_found_by_name_and_by_place(model):
    joined = model.get_layer("joined")
    assert model.get_layer(index=model.layers.index(joined)) is joined
    with pytest.raises(ValueError, match=r"Unknown layer 'joint'. Did you mean 'joined'"):
        model.get_layer("joint")
    with pytest.raises(ValueError, match="`index` must be below 6, got 7"):
        model.get_layer(index=7)
    with pytest.raises(ValueError, match="Give a `name` or an `index`, one of them"):
        model.get_layer()


class Residual(deepkit.Model):
    """A model that keeps its layers in a list and a dict, and adds its input at the end."""

    def __init__(self, width=4, **base):
        super().__init__(**base)
        self.steps = [layers.Dense(width), layers.Dense(width)]
        self.named = {"drop": layers.Dropout(0.5)}

    def call(self, x, training=False):
        h = x
        for step in self.steps:
            h = self.named["drop"](ops.relu(step(h)), training=training)
        return x + h


def test_a_subclassed_model_finds_its_layers_in_lists_and_dicts():
    model = Residual()
    assert not model.built
    model(X)
    assert model.built
    assert [type(layer).__name__ for layer in model.layers] == ["Dense", "Dense", "Dropout"]
    assert len(model.weights) == 4


def test_training_reaches_the_layers_of_a_subclassed_model():
    model = Residual()
    np.testing.assert_array_equal(model(X), model(X))
    assert not np.array_equal(model(X, training=True), model(X, training=True))


def test_a_subclassed_model_is_drawn_as_one_layer_of_another():
    x = deepkit.Input((4,))
    inner = Residual(name="residual")
    outer = deepkit.Model(x, layers.Dense(1)(inner(x)))
    assert [layer.name for layer in outer.layers][1] == "residual"
    assert len(outer.weights) == 6


def test_a_subclass_may_draw_its_graph_in_its_constructor():
    class Drawn(deepkit.Model):
        """A functional model under a name of its own."""

        def __init__(self, units):
            x = deepkit.Input((4,))
            super().__init__(x, layers.Dense(units)(x))

    model = Drawn(3)
    assert model(X).shape == (5, 3)
    assert model.get_config()["units"] == 3


def test_a_model_without_call_or_graph_says_what_it_lacks():
    with pytest.raises(NotImplementedError, match="must define a `call` method, or be made of"):
        deepkit.Model()(X)
    with pytest.raises(AttributeError, match="has no `inputs`: it is not made of `inputs` and"):
        _ = Residual().inputs


@pytest.mark.parametrize("given", [{"inputs": deepkit.Input((2,))}, {"outputs": X}])
def test_half_a_graph_is_refused(given):
    with pytest.raises(ValueError, match="Give both `inputs` and `outputs`, or neither"):
        deepkit.Model(**given)


def test_arrays_in_place_of_symbolic_tensors_are_refused():
    with pytest.raises(
        ValueError, match="`inputs` must be symbolic tensors that come from `Input`"
    ):
        deepkit.Model(X, X)


def test_a_graph_with_a_missing_input_is_refused():
    a, b = deepkit.Input((2,), name="a"), deepkit.Input((2,), name="b")
    with pytest.raises(ValueError, match="disconnected"):
        deepkit.Model(a, layers.Add()([a, b]))


def test_layers_of_one_name_are_refused():
    x = deepkit.Input((2,))
    h = layers.Dense(2, name="same")(x)
    with pytest.raises(ValueError, match="The name 'same' is used by 2 layers"):
        deepkit.Model(x, layers.Dense(2, name="same")(h))


def test_build_makes_the_weights_of_a_subclassed_model():
    model = Residual()
    model.build((None, 4))
    assert model.built
    assert len(model.weights) == 4


def test_a_failed_first_call_leaves_the_model_unbuilt():
    model = Residual()
    with pytest.raises(ValueError, match="must have"):
        model(deepkit.Input((None,)))
    assert not model.built


def test_copies_are_independent_and_pickles_are_equal(model):
    twin, again = copy.deepcopy(model), pickle.loads(pickle.dumps(model))
    for made in (twin, again):
        np.testing.assert_array_equal(made([X, X])["y"], model([X, X])["y"])
    twin.set_weights([np.zeros(w.shape) for w in twin.weights])
    assert np.any(model.get_layer("y").get_weights()[0])


def test_json_tells_the_architecture(model):
    again = deepkit.models.model_from_json(model.to_json())
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
    assert again.output_shape == model.output_shape


def test_weights_go_to_a_file_and_come_back(model, tmp_path):
    before = model.get_weights()
    model.save_weights(tmp_path / "m.weights.h5")
    model.set_weights([weight + 1 for weight in before])
    model.load_weights(tmp_path / "m.weights.h5")
    for weight, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)
