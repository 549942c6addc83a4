"""All that must exist before the first step: weights, resolved losses, optimizer slots."""

from typing import Any

import numpy as np

from deepkit.backend import (
    SymbolicTensor,
    call_context,
    is_batch,
    map_structure,
    open_spec,
)
from deepkit.data import Batch
from deepkit.errors import DataError, DeepkitError, NotCompiledError, ShapeError
from deepkit.training._default import overrides
from deepkit.training._state import by_path, variables_of
from deepkit.training._step import draw_step, own_step


def prepare_training(model: Any, batch: Batch) -> None:
    """Build the model, bind what it was compiled with, and build the optimizer.

    Args:
        model: a compiled model.
        batch: a batch to learn shapes from.

    Raises:
        NotCompiledError: if there is nothing to minimize.
        ShapeError: if the data does not fit the model, or the model its loss.
    """
    prepare_testing(model, batch)
    if model.optimizer is None:
        raise NotCompiledError(
            "The model has no optimizer. Call `model.compile(optimizer=..., loss=...)` first."
        )
    if overrides(model, "train_step"):
        _draw_own(model, batch)
    model.optimizer.build(by_path(model.trainable_variables))


def prepare_testing(model: Any, batch: Batch) -> None:
    """Build the model and bind what it was compiled with.

    Args:
        model: a compiled model.
        batch: a batch to learn shapes from.
    """
    if overrides(model, "train_step") or overrides(model, "test_step"):
        if not model.built:
            _build_if_possible(model, batch)
        return
    if model.objective.is_bound and model.built:
        return
    x, y, _ = map_structure(_drawn, batch)
    y_pred = outputs_of(model, x)
    if y is None and model.objective.has_loss:
        raise DataError(
            "`y` must be given: the model was compiled with a loss. Pass `y`, or batches of "
            "`(x, y)`."
        )
    with call_context():
        model.objective.bind(y, y_pred, getattr(model, "output_names", None))


def prepare_prediction(model: Any, batch: Batch) -> None:
    """Build the model.

    Args:
        model: a model.
        batch: a batch to learn shapes from.
    """
    if not model.built:
        if overrides(model, "predict_step"):
            _build_if_possible(model, batch)
        else:
            outputs_of(model, map_structure(_drawn, batch[0]))


def outputs_of(model: Any, x: Any) -> Any:
    """Return the symbolic outputs for symbolic inputs; the model is built on the way.

    Args:
        model: a model.
        x: symbolic inputs with an open batch axis.
    """
    try:
        return model.compute_output_spec(x)
    except ShapeError as error:
        if "open axis" not in str(error):
            raise
        # The model asks for the size of the batch: then it is drawn for this size alone.
        return model.compute_output_spec(map_structure(_closed, x))


def _drawn(array: Any) -> SymbolicTensor:
    shape = np.shape(array)
    return SymbolicTensor(open_spec((None, *shape[1:]) if shape else (), array.dtype))


def _closed(tensor: SymbolicTensor) -> SymbolicTensor:
    shape = [2 if is_batch(size) else size for size in tensor.spec.shape]
    return SymbolicTensor(open_spec(shape, tensor.dtype))


def _build_if_possible(model: Any, batch: Batch) -> None:
    """Build a model with steps of its own, which may have no `call`: its step then builds it."""
    try:
        outputs_of(model, map_structure(_drawn, batch[0]))
    except (NotImplementedError, TypeError, DeepkitError):
        model.built = True


def _draw_own(model: Any, batch: Batch) -> None:
    """Run a user's step on symbols once: its layers, metrics and slots are made on the way."""
    variables = variables_of(model)
    step = own_step(model, "train", variables)
    if step is not None:
        draw_step(step, variables, map_structure(_drawn, batch))
