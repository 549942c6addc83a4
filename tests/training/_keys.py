"""Models compiled in many ways, and their keys."""

import deepkit
from deepkit import layers
from deepkit.training._key import key_of
from deepkit.training._prepare import prepare
from tests.training._twins import X, Y


def key(model, phase="train", batch=(X, Y, None), **options):
    """Return the key of a model that is made ready for a phase."""
    prepare(model, phase, batch)
    return key_of(model, phase, model.cache.bridge(model, phase).variables, **options)


def stack(*made, compiled=True, **told):
    """Return a compiled stack of layers on four features."""
    model = deepkit.Sequential([deepkit.Input((4,)), *made])
    if compiled:
        model.compile(**{"optimizer": "sgd", "loss": "mse", **told})
    return model


def two(**told):
    """Return a model of two layers, whose names are others at each call."""
    return stack(layers.Dense(3, activation="tanh"), layers.Dense(1), **told)


def drawn(draw, width=4):
    """Return a compiled model of what `draw` makes of an input."""
    x = deepkit.Input((width,))
    model = deepkit.Model(x, draw(x))
    model.compile("sgd", "mse")
    return model


def differ(*makers):
    """Tell whether the models of several makers have keys, each of them another."""
    found = [key(make()) for make in makers]
    return None not in found and len(set(found)) == len(found)
