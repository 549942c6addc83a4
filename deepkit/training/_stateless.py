"""The loss as a pure function of lists of arrays, for hand-written steps."""

from collections.abc import Sequence
from typing import Any

from deepkit.backend import call_context, scope
from deepkit.training._step import loss_of

Lists = tuple[list[Any], ...]


def stateless_loss(
    model: Any, lists: Sequence[Sequence[Any]], given: tuple[Any, ...], *, training: bool
) -> tuple[Any, Lists]:
    """Return the loss, and the values of the Variables after it was computed.

    Args:
        model: the model.
        lists: values for its trainable, non-trainable and metrics Variables.
        given: inputs, targets, outputs and sample weights.
        training: whether the batch is trained on.
    """
    groups = _groups(model)
    with _reading(groups, lists) as inner, call_context(training):
        loss = loss_of(model, given, training=training)
        return loss, tuple([inner[id(v)] for v in group] for group in groups)


def stateless_run(
    model: Any,
    lists: Sequence[Sequence[Any]],
    batch: tuple[Any, ...],
    slots: Sequence[Any] | None,
    *,
    training: bool,
) -> tuple[Any, tuple[Any, ...]]:
    """Return the scaled loss; then the loss, the outputs and the values of Variables after it.

    Args:
        model: the model.
        lists: values for its trainable, non-trainable and metrics Variables.
        batch: inputs, targets and sample weights.
        slots: values for the Variables of the optimizer, which scale the loss in training.
        training: whether the batch is trained on.
    """
    groups, (x, y, sample_weight) = _groups(model), batch
    with _reading(groups, lists) as inner, call_context(training):
        y_pred = model(x)
        loss = loss_of(model, (x, y, y_pred, sample_weight), training=training)
        after = tuple([inner[id(v)] for v in group] for group in groups)
    scaled = loss
    if training and slots is not None:
        with scope(model.optimizer.variables, slots):
            scaled = model.optimizer.scale_loss(loss)
    return scaled, (loss, y_pred, *after[1:])


def _groups(model: Any) -> Lists:
    return model.trainable_variables, model.non_trainable_variables, model.metrics_variables


def _reading(groups: Lists, lists: Sequence[Sequence[Any]]) -> Any:
    """Let the Variables read as the values."""
    variables = [variable for group in groups for variable in group]
    return scope(variables, [value for values in lists for value in values])
