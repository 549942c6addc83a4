"""Tests of the networks of canned estimators."""

import numpy as np
import pytest

from deepkit.estimators._networks import tower
from deepkit.layers import Input
from deepkit.models import Model

X = np.array([[1.0, -2.0], [0.5, 3.0]], np.float32)


def drawn(**options):
    x = Input((2,))
    return Model(x, tower(x, [3], 2, **options))


def names(model):
    return [layer.name for layer in model.layers[1:]]


def test_logits_are_those_of_dense_layers():
    model = drawn()
    kernel, bias, last, shift = (variable.numpy() for variable in model.trainable_variables)
    expected = np.maximum(X @ kernel + bias, 0) @ last + shift
    np.testing.assert_allclose(model.predict(X, verbose=0), expected, rtol=1e-5)


def test_the_activation_is_that_of_the_hidden_layers_alone():
    model = drawn(activation="tanh")
    kernel, bias, last, shift = (variable.numpy() for variable in model.trainable_variables)
    expected = np.tanh(X @ kernel + bias) @ last + shift
    np.testing.assert_allclose(model.predict(X, verbose=0), expected, rtol=1e-5)


def test_a_hidden_layer_is_dense_then_dropout_then_batch_norm():
    model = drawn(dropout=0.5, batch_norm=True)
    assert names(model) == ["hiddenlayer_0", "dropout_0", "batchnorm_0", "logits"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hidden_units": 16}, "`hidden_units` must be a list of sizes of hidden layers, got 16"),
        ({"hidden_units": (16, 0)}, "`hidden_units` must be a whole number >= 1, got 0"),
        ({"hidden_units": (), "dropout": 1.0}, "`dropout` must be >= 0 and below 1, got 1.0"),
    ],
)
def test_what_is_no_network_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        tower(Input((2,)), width=1, **options)


def test_without_hidden_layers_there_are_logits_alone():
    x = Input((2,))
    assert names(Model(x, tower(x, [], 1))) == ["logits"]
