"""The same model in Keras and in deepkit, with the same weights, and data for both."""

import keras
import numpy as np

import deepkit

_random = np.random.default_rng(7)
X = _random.normal(size=(10, 4)).astype("float32")
Y = (X[:, :1] - 0.5 * X[:, 1:2]).astype("float32")
LABELS = _random.integers(0, 3, size=10).astype("int32")
WEIGHTS = _random.uniform(0.1, 2.0, size=10).astype("float32")


def twins(build, *args):
    """Return the model of deepkit and that of Keras, `build(package)`, with equal weights."""
    ours, theirs = build(deepkit, *args), build(keras, *args)
    ours.set_weights(weights_of(theirs))
    return ours, theirs


def weights_of(model):
    """Return the weights of a model of either package as NumPy arrays."""
    return [np.array(weight.value) for weight in model.weights]


def gap(ours, theirs):
    """Return the largest difference between the weights of two models."""
    pairs = zip(weights_of(ours), weights_of(theirs), strict=True)
    return max(float(np.abs(a - b).max()) for a, b in pairs)


def dense(k, units=1, activation=None):
    """Return a model of two layers."""
    x = k.Input((4,), name="x")
    h = k.layers.Dense(3, activation="tanh", name="hidden")(x)
    return k.Model(x, k.layers.Dense(units, activation=activation, name="out")(h))


def two_headed(k, form="list", names=("a", "b")):
    """Return a model of two outputs, a number and three probabilities."""
    x = k.Input((4,), name="x")
    h = k.layers.Dense(3, activation="tanh", name="hidden")(x)
    a = k.layers.Dense(1, name=names[0])(h)
    b = k.layers.Dense(3, activation="softmax", name=names[1])(h)
    return k.Model(x, {"list": [a, b], "tuple": (a, b), "dict": {"p": a, "q": b}}[form])


def subclassed(k, form="single"):
    """Return a model with a `call` of its own, whose outputs have no names."""

    class Heads(k.Model):
        def __init__(self):
            super().__init__()
            self.first, self.second = k.layers.Dense(1), k.layers.Dense(1)

        def call(self, x):
            a, b = self.first(x), self.second(x)
            forms = {"single": a, "list": [a, b], "dict": {"u": a, "t": b}}
            return {**forms, "nested": {"u": [a, b], "t": b}}[form]

    model = Heads()
    model(X)
    return model


def logged(values):
    """Return the values of a `History` one after the other, sorted by name."""
    return np.array([value for name in sorted(values) for value in values[name]])
