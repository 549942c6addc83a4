"""Graphs that were drawn apart share their layers by name."""

import numpy as np
import pytest

from deepkit import Input, Model, layers
from deepkit.estimators._shared_layers import used, with_layers_of

X = np.ones((2, 3), "float32")


def drawn(*names, units=4, kind=layers.Dense):
    x = y = Input((3,), name="x")
    for name in names:
        y = kind(units, name=name)(y)
    return Model(x, y)


def test_layers_of_one_name_are_one_layer():
    trainer = drawn("a", "b")
    model = with_layers_of(drawn("a", "b"), trainer, "eval")
    assert [layer is trainer.get_layer(layer.name) for layer in model.layers[1:]] == [True, True]
    np.testing.assert_array_equal(model(X), trainer(X))


def test_layers_without_weights_may_be_there_alone():
    trainer, x = drawn("a"), Input((3,), name="x")
    model = Model(x, layers.Softmax(name="soft")(layers.Dense(4, name="a")(x)))
    found = with_layers_of(model, trainer, "infer")(X)
    np.testing.assert_allclose(np.asarray(found).sum(1), 1, rtol=1e-6)


def test_a_layer_that_is_never_trained_is_refused():
    with pytest.raises(ValueError, match="Layer 'b' has weights in mode 'eval' and none in mode"):
        with_layers_of(drawn("a", "b"), drawn("a"), "eval")


def test_layers_that_differ_under_one_name_are_refused():
    message = r"Layer 'a' is a Dense with weights of shapes .* in mode 'eval', and a Dense with"
    with pytest.raises(ValueError, match=message):
        with_layers_of(drawn("a", units=5), drawn("a"), "eval")


def test_inputs_that_matter_are_told_from_those_that_do_not():
    inputs = {name: Input((1,), name=name) for name in "abc"}
    outputs = {"y": inputs["a"] * 2, "z": [inputs["c"]]}
    assert list(used(inputs, outputs)) == ["a", "c"]
