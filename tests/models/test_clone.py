"""A clone has the structure of a model, and layers and weights of its own."""

import numpy as np
import pytest

import deepkit
from deepkit import layers, ops
from deepkit.models import clone_model

X = np.ones((2, 6), "float32")


def drawn():
    """Return a functional model with an operation, a shared layer and a model within."""
    x = deepkit.Input((6,), name="in")
    shared = layers.Dense(6, name="shared")
    inner = deepkit.Sequential([layers.Dense(6, name="deep")], name="inner")
    return deepkit.Model(x, inner(shared(shared(x)) * 2.0), name="m")


def stacked():
    """Return a Sequential model."""
    return deepkit.Sequential([deepkit.Input((6,)), layers.Dense(3), layers.Dense(2)], name="m")


class Own(deepkit.Model):
    """A model that computes in its own `call`."""

    def __init__(self, units, **base):
        super().__init__(**base)
        self.units = units
        self.dense = layers.Dense(units)

    def call(self, x):
        return self.dense(x)


@pytest.mark.parametrize("make", [drawn, stacked])
def test_a_clone_computes_the_same_with_the_same_weights_but_has_its_own(make):
    model = make()
    clone = clone_model(model)
    assert not {id(v) for v in model.weights} & {id(v) for v in clone.weights}
    assert not np.array_equal(clone(X), model(X))
    clone.set_weights(model.get_weights())
    np.testing.assert_array_equal(clone(X), model(X))
    assert clone.name == "m"


def test_a_layer_in_two_places_is_one_layer_in_the_clone_too():
    clone = clone_model(drawn())
    assert [layer.name for layer in clone.layers] == ["in", "shared", "inner"]
    assert len(clone.weights) == 4


def test_a_subclassed_model_is_made_again_of_its_config():
    model = Own(3)
    model(X)
    clone = clone_model(model)
    assert (type(clone), clone.units, clone.built) == (Own, 3, False)


def test_a_clone_of_a_compiled_model_is_compiled_with_an_optimizer_of_its_own():
    model = stacked()
    model.compile(deepkit.optimizers.Adam(0.25), "mse", metrics=["mae"])
    clone = clone_model(model)
    assert float(clone.optimizer.learning_rate.numpy()) == 0.25
    assert clone.optimizer is not model.optimizer


def test_a_clone_can_be_drawn_on_other_inputs():
    x = deepkit.Input((6,), name="other")
    clone = clone_model(drawn(), input_tensors=ops.tanh(x))
    assert clone.input_shape == (None, 6)
    stack = clone_model(stacked(), input_tensors=[x])
    assert stack.input_names == ["other"]


def test_layers_can_be_replaced():
    clone = clone_model(stacked(), clone_function=lambda layer: layers.Dense(layer.units + 1))
    assert clone.output_shape == (None, 3)


def test_calls_can_be_replaced():
    def call(layer, *args, **kwargs):
        return 0 * layer(*args, **kwargs)

    assert not np.any(clone_model(drawn(), call_function=call)(X))


def test_models_within_are_cloned_by_the_same_function_if_that_is_wanted():
    names = []

    def clone(layer):
        names.append(layer.name)
        return type(layer).from_config(layer.get_config())

    clone_model(drawn(), clone_function=clone)
    clone_model(drawn(), clone_function=clone, recursive=True)
    assert names == ["shared", "inner", "shared", "deep"]


def test_what_cannot_be_written_to_a_file_can_be_cloned():
    model = deepkit.Sequential([deepkit.Input((6,)), layers.Activation(lambda x: x + 5)])
    np.testing.assert_array_equal(clone_model(model)(X), model(X))


@pytest.mark.parametrize("option", ["input_tensors", "clone_function", "call_function"])
def test_a_subclassed_model_cannot_be_taken_apart(option):
    with pytest.raises(ValueError, match="computes in a `call` of its own, which cannot be taken"):
        clone_model(Own(3), **{option: lambda layer: layer})


def test_a_stack_made_again_of_its_config_shares_no_layer():
    model = stacked()
    copy = deepkit.Sequential.from_config(model.get_config())
    assert copy.layers[0] is not model.layers[0]
    assert copy.output_shape == model.output_shape


def test_options_that_do_not_fit_are_refused():
    x = deepkit.Input((6,))
    with pytest.raises(ValueError, match="`call_function` must be None for a Sequential model"):
        clone_model(stacked(), call_function=lambda layer, x: layer(x))
    with pytest.raises(ValueError, match="`input_tensors` must be one tensor, got 2"):
        clone_model(stacked(), input_tensors=[x, x])
    with pytest.raises(ValueError, match="`input_tensors` must be 1 tensors, got 2"):
        clone_model(drawn(), input_tensors=[x, x])
