"""All that must exist before the first step: weights, resolved losses, optimizer slots."""

from contextlib import suppress
from typing import Any

import numpy as np

from deepkit import ops
from deepkit.backend import (
    SymbolicTensor,
    Variable,
    call_context,
    infer,
    leaves,
    map_structure,
    open_spec,
    scope,
)
from deepkit.data import Batch
from deepkit.errors import DeepkitError, NotCompiledError, ShapeError
from deepkit.training._default import overrides
from deepkit.training._own_step import is_pure, own_step
from deepkit.training._state import by_path


def prepare(model: Any, phase: str, batch: Batch) -> None:
    """Build the model, bind what it was compiled with, build the optimizer: what a phase needs.

    Args:
        model: a model, compiled unless it is to predict.
        phase: `"train"`, `"test"` or `"predict"`.
        batch: a batch to learn shapes from.

    Raises:
        NotCompiledError: if it is to train without an optimizer.
        DataError: if there are no targets for a loss.
        ShapeError: if the data does not fit the model.
    """
    if phase == "predict" and model.built:
        return
    if model.cache.is_prepared(model, phase):
        return
    if overrides(model, f"{phase}_step"):
        _prepare_own(model, phase, batch)
    else:
        prepare_default(model, phase, batch)
    model.cache.forget()
    model.cache.note_prepared(model, phase)


def prepare_default(model: Any, phase: str, batch: Batch) -> None:
    """Prepare a model for deepkit's own step.

    Args:
        model: the model.
        phase: `"train"`, `"test"` or `"predict"`.
        batch: a batch to learn shapes from.
    """
    if phase == "predict":
        if not model.built:
            outputs_of(model, batch[0])
        return
    if not (model.objective.is_bound and model.built):
        _bind(model, batch)
    if phase == "train":
        _build_optimizer(model)


def _bind(model: Any, batch: Batch) -> None:
    """Fit losses and metrics to the outputs of the model."""
    x, y, _ = batch
    objective, y_pred = model.objective, outputs_of(model, x)
    with call_context():
        objective.bind(map_structure(_drawn, y), y_pred, getattr(model, "output_names", None))
    _show_metrics(model, batch, y_pred)


def _show_metrics(model: Any, batch: Batch, y_pred: Any) -> None:
    """Show a batch to the metrics, for some make Variables when they see the first."""
    x, y, sample_weight = batch
    rows, update = len(leaves(x)[0]), model.objective.update_metrics

    def closed(output: SymbolicTensor) -> SymbolicTensor:
        sizes = [rows if size is None else size for size in output.shape]
        return SymbolicTensor(open_spec(sizes, output.dtype))

    shapes = map_structure(closed, y_pred)
    if model.run_eagerly:  # the Python of a metric may ask for values
        with scope():
            update(y, map_structure(lambda s: ops.zeros(s.shape, s.dtype), shapes), sample_weight)
    else:
        infer(update, map_structure(_fixed, y), shapes, map_structure(_fixed, sample_weight))


def _build_optimizer(model: Any) -> None:
    if model.optimizer is None:
        raise NotCompiledError(
            "The model has no optimizer. Call `model.compile(optimizer=..., loss=...)` first."
        )
    model.optimizer.build(by_path(model.trainable_variables))


def outputs_of(model: Any, x: Any) -> Any:
    """Return the symbolic outputs for inputs; the model is built on the way.

    Args:
        model: a model.
        x: inputs, of which shapes and dtypes count.
    """
    if model.run_eagerly:
        with scope(), call_context():  # the Python of the model may ask for values
            return map_structure(_drawn, model(x))
    with suppress(ShapeError, TypeError):
        return model.compute_output_spec(map_structure(_drawn, x))
    # The model asks for the size of the batch: it is drawn for this size alone. Or it cannot be
    # drawn at all, and says so with the sizes that there are.
    return model.compute_output_spec(map_structure(_fixed, x))


def _drawn(array: Any) -> SymbolicTensor:
    """Return the symbol of an array, the size of the batch left open."""
    shape = np.shape(array)
    return SymbolicTensor(open_spec((None, *shape[1:]) if shape else (), array.dtype))


def _fixed(array: Any) -> SymbolicTensor:
    """Return the symbol of an array, of its very shape."""
    return SymbolicTensor(open_spec(np.shape(array), array.dtype))


def _prepare_own(model: Any, phase: str, batch: Batch) -> None:
    """Run a user's step on symbols: layers, metrics and slots that it makes are there after."""
    _build_if_possible(model, batch)
    if phase == "train" and is_pure(model.train_step):
        _build_optimizer(model)
    known = -1
    while known != len(model.variables):  # with layers built on the way it does more the next time
        known = len(model.variables)
        model.cache.carry(_drawn_step(model, phase, batch))
    model.built = True


def _drawn_step(model: Any, phase: str, batch: Batch) -> list[Variable]:
    """Run a user's step for nothing; return the Variables it assigned that are not the model's."""
    model.cache.forget()
    bridge = model.cache.bridge(model, phase, is_strict=False)
    step = own_step(model, phase, bridge)
    assert step is not None  # it is asked for where there is one
    state = map_structure(lambda variable: variable.value, bridge.variables)
    if model.run_eagerly:  # the Python of the step may ask for values
        step(state, batch)
    else:
        infer(step, state, map_structure(_fixed, batch))
    return bridge.found


def _build_if_possible(model: Any, batch: Batch) -> None:
    """Build a model with steps of its own, which may have no `call`, and bind what it may use."""
    with suppress(NotImplementedError, TypeError, DeepkitError):
        if not model.built:
            outputs_of(model, batch[0])
        if not model.objective.is_bound:
            _bind(model, batch)
