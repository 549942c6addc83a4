"""Models that share programs or do not, and what counts the programs that are compiled."""

from contextlib import contextmanager

import numpy as np

import deepkit
from deepkit import layers
from deepkit.backend import CompileListener, told_of_compiling
from deepkit.training import _body
from tests.training._twins import X, Y

QUIET = {"verbose": 0, "batch_size": 5, "shuffle": False}


class Count(CompileListener):
    """How many programs were compiled."""

    def __init__(self):
        self.names = []

    def compiled(self, name):
        self.names.append(name)


@contextmanager
def compiling():
    """Yield what counts the programs compiled in a block."""
    count = Count()
    with told_of_compiling(count):
        yield count.names


@contextmanager
def alone():
    """Let no model of the block share programs."""
    before, _body.key_of = _body.key_of, lambda *args, **options: None
    try:
        yield
    finally:
        _body.key_of = before


def two(activation="tanh", units=3, optimizer="sgd", **told):
    """Return a compiled model, its names and weights others at each call."""
    model = deepkit.Sequential(
        [deepkit.Input((4,)), layers.Dense(units, activation=activation), layers.Dense(1)]
    )
    model.compile(optimizer, **{"loss": "mse", **told})
    return model


def trained(make, **options):
    """Return the weights, logs and predictions of a model that was made, trained and asked."""
    deepkit.utils.set_random_seed(3)
    model = make()
    history = model.fit(X, Y, validation_data=(X, Y), **{**QUIET, "epochs": 2, **options})
    found = [*model.get_weights(), *map(np.array, history.history.values())]
    found += [model.predict(X, verbose=0), np.array(model.evaluate(X, Y, verbose=0))]
    return list(history.history), found


def equal(first, second):
    """Tell whether logs have the same names, and arrays the same bits."""
    same = all(np.array_equal(a, b) for a, b in zip(first[1], second[1], strict=True))
    return first[0] == second[0] and same
