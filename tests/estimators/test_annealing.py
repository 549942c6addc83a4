"""The rate of a fit falls along half a cosine, and is whole again after it."""

import math

import numpy as np

from deepkit import Input, Model, layers, optimizers
from deepkit.callbacks import Callback
from deepkit.estimators._annealing import Annealing
from deepkit.estimators._segments import Segments


class Rates(Callback):
    """Note the learning rates of each epoch."""

    def __init__(self):
        self.found = []

    def on_epoch_end(self, epoch, logs=None):
        optimizer = self.model.optimizer
        parts = getattr(optimizer, "optimizers", None) or [optimizer]
        self.found.append([float(part.learning_rate) for part in parts])


def trained(optimizer):
    x = Input((2,))
    model = Model(x, layers.Dense(1, name="one")(x))
    model.compile(optimizer, "mse")
    batch = np.ones((4, 2), "float32"), np.ones((4, 1), "float32"), None
    rates = Rates()
    count = optimizer.iterations.numpy
    annealing = Annealing(8, lambda: int(count()))
    for _ in range(2):
        source = Segments(iter([batch] * 8), [2] * 4)
        model.fit(source, epochs=4, callbacks=[annealing, rates], verbose=0)
    return rates.found


def test_the_rate_falls_along_half_a_cosine_in_each_fit():
    expected = [0.2 * (1 + math.cos(math.pi * share)) / 2 for share in (0, 0.25, 0.5, 0.75)]
    found = np.ravel(trained(optimizers.SGD(0.2)))
    np.testing.assert_allclose(found, expected * 2, rtol=1e-6)


def test_it_is_whole_again_afterwards():
    optimizer = optimizers.SGD(0.2)
    trained(optimizer)
    np.testing.assert_allclose(float(optimizer.learning_rate), 0.2, rtol=1e-6)


def test_the_rates_of_several_optimizers_fall_together():
    parts = [("one/kernel", optimizers.SGD(0.2)), ("one/bias", optimizers.SGD(0.1))]
    found = np.asarray(trained(optimizers.MultiOptimizer(parts)))
    np.testing.assert_allclose(found[:, 0], 2 * found[:, 1], rtol=1e-6)
    assert (np.diff(found[:4, 0]) < 0).all()
