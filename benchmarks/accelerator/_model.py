"""`fit` of deepkit and of Keras in mixed precision: the same program, for they have one API."""

import importlib
from typing import Any

from benchmarks.accelerator._job import Job, Weights

_POLICIES = {"bfloat16": "mixed_bfloat16", "float32": "float32"}


class KerasStyle:
    """A compiled functional model.

    Args:
        job: what to train.
        library: `"deepkit"` or `"keras"`.
        weights: what it starts from; its own if None.
    """

    def __init__(self, job: Job, library: str, weights: Weights | None = None) -> None:
        k = importlib.import_module(library)
        self._job, (self._x, self._y) = job, job.data()
        before = k.config.dtype_policy()
        k.config.set_dtype_policy(_POLICIES[job.dtype])
        try:
            self._model: Any = job.keras_model(k)
        finally:
            k.config.set_dtype_policy(before)
        for layer in self._model.layers:
            if weights and layer.name in weights:
                layer.set_weights(weights[layer.name])
        rate = job.rule.rate
        adam = job.rule.kind == "adam"
        self._model.compile(
            optimizer=k.optimizers.Adam(rate) if adam else k.optimizers.SGD(rate, momentum=0.9),
            loss=k.losses.SparseCategoricalCrossentropy(from_logits=True),
        )

    @property
    def weights(self) -> Weights:
        """The weights of each layer by its name."""
        layers = {layer.name: layer.get_weights() for layer in self._model.layers}
        return {name: weights for name, weights in layers.items() if weights}

    def fit(self, *, shuffle: bool = True) -> float:
        """Train for an epoch, and return its mean loss."""
        options = {"batch_size": self._job.batch_size, "shuffle": shuffle, "verbose": 0}
        return self._model.fit(self._x, self._y, **options).history["loss"][0]
