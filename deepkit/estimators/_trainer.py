"""The model that is trained: it ends at the logits, and learns scaled targets."""

from typing import Any

from deepkit.configurable import fresh_names
from deepkit.data import Batch
from deepkit.estimators.heads import Head, MultiHead, RegressionHead
from deepkit.models import Model
from deepkit.optimizers import Optimizer


def trained(model: Model, inputs: Any, logits: Any, head: Head, optimizer: Optimizer) -> Model:
    """Return the model to train, compiled, which shares its layers with the model.

    Where the head scales, this one learns scaled targets: no scale is a part of its program, which
    is shared with all models that compute the same, whatever they have learned.

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
