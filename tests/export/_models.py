"""Small models to export, made once for all tests."""

from functools import cache

import numpy as np

import deepkit
from deepkit import layers, ops


@cache
def dense():
    """Return a stack of two dense layers on four numbers."""
    deepkit.utils.set_random_seed(0)
    x = deepkit.Input((4,), name="x")
    hidden = layers.Dense(64, activation="relu", name="hidden")(x)
    return deepkit.Model(x, layers.Dense(3, name="score")(hidden), name="dense_model")


@cache
def branching():
    """Return a model of two inputs and two outputs."""
    deepkit.utils.set_random_seed(1)
    a, b = deepkit.Input((4,), name="a"), deepkit.Input((3,), name="b")
    joined = layers.Concatenate()([a, b])
    return deepkit.Model(
        [a, b], [layers.Dense(2, name="p")(joined), layers.Dense(1, name="q")(joined)]
    )


class Called(deepkit.Model):
    """A dense layer, and what a function makes of its output and its input."""

    def __init__(self, after):
        super().__init__(name="called")
        self.dense, self.after = layers.Dense(3), after

    def call(self, x):
        return self.after(self.dense(x), x)


def called(after, rows=2):
    """Return a built model that computes in `call`."""
    model = Called(after)
    model(ops.ones((rows, 4)))
    return model


def numbers(rows, size=4, seed=0):
    """Return random numbers."""
    return np.random.default_rng(seed).normal(size=(rows, size)).astype("float32")
