"""What a model function returns whose head does the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from deepkit.estimators._specs import EstimatorSpec, ModeKeys
from deepkit.typing import Tensor


@dataclass(frozen=True, eq=False)
class HeadSpec(EstimatorSpec):
    """Say what a model function made, where a head makes loss, metrics and predictions of logits.

    `Head.create_estimator_spec` makes one.

    Args:
        mode: one of `ModeKeys`.
        predictions: not looked at: the head tells them.
        loss: not looked at.
        train_op: an optimizer, if it is not told as `optimizer`.
        eval_metric_ops: further metrics are refused: `add_metrics` takes them.
        export_outputs: not looked at.
        training_chief_hooks: hooks of the training, as `training_hooks`.
        training_hooks: hooks and callbacks of the training.
        scaffold: must be None.
        evaluation_hooks: hooks and callbacks of the evaluation.
        prediction_hooks: hooks and callbacks of the prediction.
        optimizer: minimizes the loss; an optimizer or its name.
        head: the head.
        logits: a symbolic tensor.
        trainable_variables: those that are trained; all if None.
        labels: the labels that the model function was given.

    Raises:
        TypeError: if something is of the wrong kind.
        ValueError: if what the mode needs is missing.

    Example:
        >>> from deepkit import Input, estimators
        >>> head = estimators.RegressionHead()
        >>> spec = head.create_estimator_spec({}, "train", Input((1,)), optimizer="adam")
        >>> spec.head is head
        True
    """

    head: Tensor = None
    logits: Tensor = None
    trainable_variables: Sequence[Tensor] | None = None
    labels: Tensor = None

    def _check_needs(self) -> None:
        if self.mode is ModeKeys.TRAIN and (self.train_op is None) == (self.optimizer is None):
            raise ValueError(
                "To train, exactly one of `optimizer` and `train_op` must be given, got "
                f"{self.optimizer!r} and {self.train_op!r}."
            )
        if self.eval_metric_ops:
            raise ValueError(
                "`eval_metric_ops` must be None where a head measures. Add metrics to the "
                "estimator: `add_metrics(estimator, metric_fn)`."
            )
