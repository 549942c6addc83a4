"""One batch at a time: what hand-written loops around a compiled model call."""

from typing import Any

import numpy as np

from deepkit.backend import as_written, leaves, map_structure
from deepkit.data import Batch
from deepkit.training._look import read, write
from deepkit.training._step import merged


def one_step(model: Any, phase: str, batch: Batch) -> dict[str, float]:
    """Train on or test a batch, and return the logs of this batch alone.

    Args:
        model: a prepared model.
        phase: `"train"` or `"test"`.
        batch: `(x, y, sample_weight)`.
    """
    programs = model.cache.get(model, phase)
    before = read(programs.variables)
    state = before._replace(metrics=programs.reset(before.metrics))
    # Not the program that takes the state away: copying it all would cost more than it spares.
    after, logs = programs.kept(state, batch)
    if phase == "train":
        for variable, value in zip(leaves(programs.variables), leaves(after), strict=True):
            variable.assign(value)
    else:
        after = merged(state, after)
        write(programs, before, after)
    return programs.look(after, logs)


def predict_batch(model: Any, batch: Batch) -> Any:
    """Return the predictions for a batch as NumPy arrays.

    Args:
        model: a built model.
        batch: `(x, None, None)`.
    """
    return Predictor(model)(batch[0])


class Predictor:
    """Predict one batch of a model after the other.

    The model is asked for its program once, and not at each call whether its layers are still the
    same: it is for models whose layers nobody exchanges meanwhile. Their weights may change.

    Args:
        model: a built model.
    """

    def __init__(self, model: Any) -> None:
        self._programs = model.cache.get(model, "predict")

    def __call__(self, x: Any) -> Any:
        """Return the predictions for a batch as NumPy arrays.

        Args:
            x: inputs of the batch.
        """
        programs = self._programs
        before = read(programs.variables)
        changes, outputs = programs.kept(before, (x, None, None))
        write(programs, before, merged(before, changes))
        return as_written(map_structure(np.array, outputs))
