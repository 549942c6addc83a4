"""Predictions of one batch: read the weights, call the program, copy the result to the host."""

import sys
from typing import Any

import numpy as np

from deepkit.backend import as_written, floatx, leaves, map_structure, values_of, watch
from deepkit.data import ArraySource
from deepkit.training._contents import contents
from deepkit.training._default import overrides
from deepkit.training._filling import Filling, filled
from deepkit.training._row_program import RowProgram

# Types that arrays keep: numbers of 64 bits must be looked at first.
_WHOLE = frozenset("?bBhHiI")
_UNKNOWN: Any = object()
_FLOATS = {"float16": "e", "float32": "f", "float64": "d"}


class Predictor:
    """Predict one batch of a model after the other.

    The model is asked for its program once, and not at each call whether its layers are still the
    same: it is for models whose layers nobody exchanges meanwhile. Their weights may change.

    Args:
        model: a built model.

    Attributes:
        changes_state: whether a batch changed a Variable, such as the state of a generator.
    """

    def __init__(self, model: Any) -> None:
        programs = model.cache.get(model, "predict")
        self._rows = RowProgram(programs)
        self._program = self._rows.program
        self._buffers = programs.variables.buffers
        self._variables: list[Any] = leaves(programs.variables)
        self._fillings: dict[Any, Any] = {}
        self.changes_state = False

    def __call__(self, x: Any) -> Any:
        """Return the predictions for a batch as NumPy arrays.

        Args:
            x: inputs of the batch.
        """
        return on_host(self.outputs(x))

    def outputs(self, x: Any) -> Any:
        """Return the predictions for a batch, on the device.

        Args:
            x: inputs of the batch.
        """
        outputs, changes = self._program(values_of(self._variables), (x, None, None))
        if changes.buffers:
            self.changes_state = True
            for path, value in changes.buffers.items():
                self._buffers[path].assign(value)
        return outputs

    def alone(self, x: Any, full: int) -> Any:
        """Return the predictions for a batch that stands alone, as NumPy arrays.

        Args:
            x: one array of inputs, of fewer rows than a full batch or as many.
            full: rows of a full batch.
        """
        kind = x.shape, x.dtype, full
        filling = self._fillings.get(kind, _UNKNOWN)
        if filling is _UNKNOWN:
            filling = self._fillings[kind] = self.filling(x, full, is_full=False)
        if filling is None:
            return self(x)
        return filling.cut(self.outputs(filled(x, filling.rows)))

    def filling(self, x: Any, full: int, *, is_full: bool) -> Filling | None:
        """Return how to fill up a batch; None to leave it as it is.

        Args:
            x: inputs.
            full: rows of a full batch.
            is_full: whether to give it as many.
        """
        kind = full, is_full, *((leaf.shape, leaf.dtype) for leaf in leaves(x))
        if kind not in self._fillings:
            values = values_of(self._variables)
            self._fillings[kind] = self._rows.filling(values, x, full, is_full=is_full)
        return self._fillings[kind]


def predictor_of(model: Any) -> Predictor:
    """Return the predictor of a model, kept until the model changes.

    Args:
        model: a built model.
    """
    kept: Predictor | None = contents(model).memo.get("predictor")
    if kept is not None and not kept.changes_state:
        return kept
    made = Predictor(model)
    if not overrides(model, "predict_step"):
        contents(model).memo["predictor"] = made
    return made


def is_small(model: Any, x: Any, batch_size: Any = sys.maxsize) -> bool:
    """Tell whether inputs go to the program as they are: an array of at most one batch.

    Args:
        model: a model.
        x: inputs of any kind.
        batch_size: rows of a batch; as usual if None.
    """
    full = ArraySource.usual_batch_size if batch_size is None else batch_size
    if type(x) is not np.ndarray or type(full) is not int or not model.built or not x.ndim:
        return False
    known = x.dtype.char in _WHOLE or x.dtype.char == _FLOATS.get(floatx())
    return known and x.dtype.isnative and 0 < len(x) <= full


def on_host(outputs: Any) -> Any:
    """Return outputs as NumPy arrays of the caller's own.

    Args:
        outputs: arrays on the device, in any structure.
    """
    watch(outputs)
    if hasattr(outputs, "dtype"):  # most models have one output
        return np.asarray(outputs).copy()
    return as_written(map_structure(np.array, outputs))
