"""A stand-in for a model that has what callbacks know of one, for deepkit's and for Keras's."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest


class StandIn:
    """Remember what callbacks do; the weights tell the epoch."""

    def __init__(self):
        self.stop_training = False
        self.optimizer = SimpleNamespace(learning_rate=1.0)
        self.weights = [np.zeros(1)]
        self.saved = []

    def get_weights(self):
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights):
        self.weights = weights

    def save(self, filepath, overwrite=True):
        self.saved.append(filepath)
        Path(filepath).write_text(f"model {self.weights[0][0]:.0f}")

    def save_weights(self, filepath, overwrite=True):
        self.saved.append(filepath)
        Path(filepath).write_text(f"weights {self.weights[0][0]:.0f}")


@pytest.fixture
def model():
    """Return a stand-in for a model."""
    return StandIn()


@pytest.fixture
def run_epochs():
    """Return a function that calls a callback as `fit` does, and returns the model.

    It takes the logs of each epoch, and what to do `after` each. The callback may stop training.
    """

    def run(callback, epochs, model=None, *, after=lambda model: None):
        model = model or StandIn()
        model.stop_training = False
        callback.set_model(model)
        callback.on_train_begin({})
        for epoch, logs in enumerate(epochs):
            callback.on_epoch_begin(epoch, {})
            model.weights = [np.full(1, epoch, "float32")]
            callback.on_epoch_end(epoch, dict(logs))
            after(model)
            if model.stop_training:
                break
        callback.on_train_end({})
        return model

    return run
