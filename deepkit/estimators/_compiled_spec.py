"""What a model function returns that has a compiled model."""

from collections.abc import Mapping
from dataclasses import dataclass

from deepkit.estimators._specs import EstimatorSpec
from deepkit.typing import Tensor


@dataclass(frozen=True, eq=False)
class CompiledSpec(EstimatorSpec):
    """Say that a compiled model does it all: loss, metrics, optimizer and predictions.

    Args:
        mode: one of `ModeKeys`.
        predictions: not looked at.
        loss: not looked at.
        train_op: not looked at.
        eval_metric_ops: not looked at.
        export_outputs: not looked at.
        training_chief_hooks: hooks of the training, as `training_hooks`.
        training_hooks: hooks and callbacks of the training.
        scaffold: must be None.
        evaluation_hooks: hooks and callbacks of the evaluation.
        prediction_hooks: hooks and callbacks of the prediction.
        optimizer: not looked at.
        model: a functional model, compiled.
        metric_names: other names for measures, by their names.
    """

    model: Tensor = None
    metric_names: Mapping[str, str] | None = None

    def _check_needs(self) -> None:
        pass
