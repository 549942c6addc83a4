"""`fit` of Keras and of deepkit: the same program, for they have the same names."""

import importlib
from typing import Any

import numpy as np

from benchmarks.workloads import Workload


class KerasStyle:
    """A compiled model.

    Args:
        workload: what to train.
        library: `"keras"` or `"deepkit"`.
    """

    def __init__(self, workload: Workload, *, library: str) -> None:
        k = importlib.import_module(library)
        self._x, self._y = workload.data()
        self._batch_size = workload.batch_size
        # First, as in the loops by hand: drawing them takes three times their memory.
        weights = workload.weights()
        self.model: Any = workload.keras_model(k)
        self.model.set_weights(weights)
        loss = "mse"
        if workload.loss == "crossentropy":
            loss = k.losses.SparseCategoricalCrossentropy(from_logits=True)
        rule = {"adam": k.optimizers.Adam, "adagrad": k.optimizers.Adagrad}[workload.optimizer]
        self.model.compile(optimizer=rule(workload.learning_rate), loss=loss)

    def fit(self, *, epochs: int = 1, shuffle: bool = True) -> list[float]:
        """Train on, and return the mean loss of each epoch."""
        options = {"batch_size": self._batch_size, "shuffle": shuffle, "verbose": 0}
        return self.model.fit(self._x, self._y, epochs=epochs, **options).history["loss"]

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the outputs as a NumPy array."""
        return self.model.predict(x, verbose=0)
