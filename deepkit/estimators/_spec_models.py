"""Models whose graph holds the loss and what metrics look at: labels are among the inputs."""

from collections.abc import Mapping, Sequence
from typing import Any

from deepkit import metrics, ops
from deepkit.metrics import Mean, Metric
from deepkit.models import Model
from deepkit.typing import Tensor

LOSS = "loss"


class LossModel(Model):
    """A model whose output is the loss of the batch; penalties of layers are added.

    Args:
        inputs: symbolic inputs, labels among them.
        outputs: one number.
        name: of the model.
    """

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool | None = True,
    ) -> Any:
        """Return the output and the penalties.

        Args:
            x: inputs.
            y: None.
            y_pred: the output.
            sample_weight: None.
            training: whether the batch is trained on.
        """
        del x, y, sample_weight, training
        loss = y_pred[LOSS] if isinstance(y_pred, Mapping) else y_pred
        total = ops.reshape(loss, ())
        for penalty in self.losses:
            total = total + ops.cast(ops.sum(penalty), total.dtype)
        return total


class JudgingModel(LossModel):
    """A model whose outputs are the loss, and for each metric what it is shown.

    Args:
        inputs: symbolic inputs, labels among them.
        outputs: a dict with the loss and the arguments of the metrics, by place.
        name: of the model.
    """

    measures: Mapping[str, Metric] = {}
    arguments: Sequence[Sequence[str]] = ()

    def measuring(self, ops_by_name: Mapping[str, "MetricOp"]) -> "JudgingModel":
        """Return the model, which measures these from now on.

        Args:
            ops_by_name: metrics, and what they are shown.
        """
        self.batch_loss = Mean(name="batch_loss")
        self.measures = {name: each.metric for name, each in ops_by_name.items()}
        self.arguments = [each.names for each in ops_by_name.values()]
        return self

    def compute_metrics(
        self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None
    ) -> dict[str, Any]:
        """Show a batch to the metrics, and return the values of all.

        Args:
            x: inputs.
            y: None.
            y_pred: the outputs.
            sample_weight: None.
        """
        loss = self.compute_loss(y_pred=y_pred)
        self.batch_loss.update_state(loss)
        for place, (metric, names) in enumerate(
            zip(self.measures.values(), self.arguments, strict=True)
        ):
            given = [y_pred[f"{place} {name}"] for name in names]
            metric.update_state(*given)
        values = {name: metric.result() for name, metric in self.measures.items()}
        return {LOSS: self.batch_loss.result(), **values}


class MetricOp:
    """A metric and what it is shown, as `eval_metric_ops` tell it.

    Args:
        name: of the metric.
        told: a metric (or its name) and its arguments, `(metric, (labels, predictions))`, with
            weights as a third; or a symbolic tensor, whose mean is measured.

    Raises:
        ValueError: if it is none of these.
    """

    def __init__(self, name: str, told: Any) -> None:
        if isinstance(told, tuple | list) and len(told) == 2:
            self.metric: Metric = metrics.get(told[0])
            given = told[1]
        else:
            self.metric, given = Mean(name=name), (told,)
        if isinstance(given, Mapping):
            given = [given[key] for key in ("y_true", "y_pred", "sample_weight") if key in given]
        if not isinstance(given, tuple | list) or not all(hasattr(x, "shape") for x in given):
            raise ValueError(
                f"`eval_metric_ops` {name!r} must be `(metric, (labels, predictions))` or a "
                f"symbolic tensor, got {told!r}."
            )
        self.given: Sequence[Tensor] = given

    @property
    def names(self) -> list[str]:
        """The names of the arguments."""
        return [str(place) for place in range(len(self.given))]


def outputs_to_judge(loss: Tensor, measured: Mapping[str, MetricOp]) -> dict[str, Tensor]:
    """Return the outputs of a `JudgingModel`.

    Args:
        loss: one number.
        measured: metrics, and what they are shown.
    """
    shown = {
        f"{place} {name}": tensor
        for place, each in enumerate(measured.values())
        for name, tensor in zip(each.names, each.given, strict=True)
    }
    return {LOSS: loss, **shown}
