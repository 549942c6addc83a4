"""The model that is trained: it ends at the logits, and learns scaled targets."""

import json
from collections.abc import Callable
from typing import Any

from deepkit.configurable import fresh_names
from deepkit.data import Batch
from deepkit.errors import SavingError
from deepkit.estimators.heads import Head, MultiHead, RegressionHead, serialize
from deepkit.models import Model
from deepkit.optimizers import Optimizer
from deepkit.saving import serialize_keras_object


def trained(model: Model, inputs: Any, logits: Any, head: Head, optimizer: Optimizer) -> Model:
    """Return the model to train, compiled, which shares its layers with the model.

    Where the head scales, this one learns scaled targets, and no scale is a part of its program.
    Models that compute the same share their compiled programs, whatever they have learned.

    Args:
        model: from inputs to what the head makes of the logits.
        inputs: symbolic tensors.
        logits: drawn from them.
        head: tells the loss.
        optimizer: of the trainer.
    """
    plain = unscaled(head)
    trainer = model if plain is head else Model(inputs, logits, name=f"{model.name}_trainer")
    weights = plain.loss_weights() if isinstance(plain, MultiHead) else None
    trainer.compile(optimizer, plain.training_loss(), loss_weights=weights)
    key = program_key(trainer, plain, optimizer)
    if key is not None:
        trainer.program_key = key + "trainer"
        if model is not trainer:
            model.program_key = key + "model"
    return trainer


def judging(model: Model, head: Head) -> Model:
    """Return the model to evaluate, compiled, which shares its layers with the model.

    Args:
        model: from inputs to what the head makes of the logits.
        head: tells the metrics.
    """
    with fresh_names():
        judge = Model(model.input, model.output, name=f"{model.name}_judge")
        judge.compile(weighted_metrics=head.metrics())
    judge.program_key = _as_text(lambda: [judge.get_config(), serialize(head)])
    return judge


def unscaled(head: Head) -> Head:
    """Return a head whose targets are scaled already.

    Args:
        head: the head.
    """
    if not is_scaling(head):
        return head
    return type(head).from_config({**head.get_config(), "standardize": False})


def is_scaling(head: Head) -> bool:
    """Tell whether a head has learned a scale of targets.

    Args:
        head: the head.
    """
    return isinstance(head, RegressionHead) and isinstance(head.standardize, tuple)


def scaled_targets(head: Head, batch: Batch) -> Batch:
    """Return a batch with the targets that the trainer learns.

    Args:
        head: the head.
        batch: inputs, targets and weights.
    """
    if not isinstance(head, RegressionHead) or not isinstance(head.standardize, tuple):
        return batch
    x, y, weights = batch
    offset, scale = head.standardize
    return x, ((y.astype("float64") - offset) / scale).astype("float32"), weights


def program_key(trainer: Model, head: Head, optimizer: Optimizer) -> str | None:
    """Return a text that is equal for models which compute the same; None if nobody can tell.

    Args:
        trainer: a drawn model.
        head: tells the loss.
        optimizer: of the trainer.
    """
    return _as_text(
        lambda: [
            trainer.get_config(),
            _nameless(head),
            _without_rate(serialize_keras_object(optimizer)),
        ]
    )


def _as_text(describe: Callable[[], Any]) -> str | None:
    """Return plain values as a text; None if there is a function or a class of the user's in them.

    Names do not tell those apart: another cell of a notebook may give the same name again.
    """
    try:
        told = describe()
        return json.dumps(told, sort_keys=True) if _is_ours(told) else None
    except (SavingError, TypeError):  # a function without a name
        return None


def _is_ours(told: Any) -> bool:
    """Tell whether all classes and functions in records are Keras's or deepkit's."""
    if isinstance(told, list | tuple):
        return all(map(_is_ours, told))
    if not isinstance(told, dict):
        return True
    ours = str(told.get("module")).startswith(("deepkit.", "keras."))
    return (ours or not told.get("registered_name")) and all(map(_is_ours, told.values()))


def _nameless(head: Head) -> Any:
    """Return the record of a head without what its loss does not depend on."""
    record = serialize(head)
    return {**record, "config": {**record["config"], "label_vocabulary": None}}


def _without_rate(told: Any) -> Any:
    """Return the record of an optimizer without numbers that are a part of its state."""
    if isinstance(told, list):
        return [_without_rate(part) for part in told]
    if not isinstance(told, dict):
        return told
    given = {key: _without_rate(value) for key, value in told.items()}
    rate = given.get("learning_rate")
    return {**given, "learning_rate": None} if isinstance(rate, float) else given
