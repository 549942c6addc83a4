"""A stack of layers: drawn when the shape is known, changed at the top, told apart by name."""

import keras
import numpy as np
import pytest

import deepkit
from deepkit import layers


def stack(k=deepkit, **first):
    return k.Sequential(
        [k.layers.Dense(3, activation="relu", name="a", **first), k.layers.Dense(2, name="b")]
    )


def test_with_an_input_the_weights_are_made_at_once():
    model = deepkit.Sequential([deepkit.Input((4,)), layers.Dense(3), layers.Dense(2)])
    assert model.built
    assert [weight.shape for weight in model.weights] == [(4, 3), (3,), (3, 2), (2,)]
    assert (model.input_shape, model.output_shape) == ((None, 4), (None, 2))


def test_without_an_input_the_first_call_tells_the_shape_and_leaves_the_batch_open():
    model = stack()
    assert not model.built
    assert model(np.zeros((5, 4), "float32")).shape == (5, 2)
    assert model.input_shape == (None, 4)
    assert model(np.zeros((7, 4), "float32")).shape == (7, 2)


def test_build_makes_the_weights_and_names_them_as_keras_does():
    ours, theirs = stack(), stack(keras)
    ours.build((None, 4))
    theirs.build((None, 4))
    tails = [["/".join(w.path.split("/")[1:]) for w in m.weights] for m in (ours, theirs)]
    assert tails[0] == tails[1] == ["a/kernel", "a/bias", "b/kernel", "b/bias"]


def test_the_input_is_no_layer_of_the_stack():
    model = deepkit.Sequential([deepkit.Input((4,)), layers.Dense(2, name="only")])
    assert [layer.name for layer in model.layers] == ["only"]


def test_a_layer_can_be_put_on_top_and_taken_away():
    model = deepkit.Sequential([deepkit.Input((4,)), layers.Dense(3)])
    model.add(layers.Dense(2))
    assert model.output_shape == (None, 2)
    assert model.pop().units == 2
    assert model.output_shape == (None, 3)
    assert model(np.ones((1, 4), "float32")).shape == (1, 3)


def test_whole_tokens_keep_their_dtype_on_the_way_to_an_embedding():
    large = 2**24 + 1  # the first whole number that float32 does not hold
    model = deepkit.Sequential([layers.Identity(), layers.Reshape((1,))])
    assert int(model(np.array([[large]], "int32"))[0, 0]) == large


def test_the_shape_may_be_given_to_the_first_layer_as_of_old():
    with pytest.warns(UserWarning, match="Prefer an `Input"):
        model = stack(input_shape=(4,))
    assert model.built
    assert model.input_shape == (None, 4)


def test_the_config_makes_the_same_stack():
    model = deepkit.Sequential([deepkit.Input((4,)), layers.Dense(2, name="b")], name="s")
    again = deepkit.Sequential.from_config(model.get_config())
    assert (again.name, again.output_shape, again.layers[0].name) == ("s", (None, 2), "b")


def test_an_empty_stack_cannot_be_called_built_or_made_shorter():
    for use in (lambda m: m(np.zeros((1, 2))), lambda m: m.build((None, 2))):
        with pytest.raises(ValueError, match=r"has no layers. Give a list, or `add` some."):
            use(deepkit.Sequential(name="empty"))
    with pytest.raises(ValueError, match="There is no layer to take away"):
        deepkit.Sequential().pop()


def test_two_layers_of_one_name_are_refused():
    with pytest.raises(ValueError, match="The name 'a' is used by two layers"):
        deepkit.Sequential([layers.Dense(1, name="a"), layers.Dense(1, name="a")])


@pytest.mark.parametrize("before", [layers.Dense, lambda _: deepkit.Input((4,))])
def test_an_input_that_does_not_come_first_is_refused(before):
    with pytest.raises(ValueError, match="An input can only be the first of the layers"):
        deepkit.Sequential([before(2), deepkit.Input((4,))])


def test_what_is_no_layer_is_refused():
    with pytest.raises(TypeError, match="is made of layers, got <function"):
        deepkit.Sequential([lambda x: x])
