"""Metrics that see logits where deepkit's see probabilities, and those that only heads have."""

from typing import Any

from deepkit import losses, metrics, ops
from deepkit.estimators.heads._links import Link, linked
from deepkit.estimators.heads._values import in_files, labels_of
from deepkit.losses import Loss, mask_of, merge_mask
from deepkit.metrics import MeanMetricWrapper, Metric, R2Score
from deepkit.typing import Tensor

BATCH_LOSS = "batch_loss"


@in_files
class Linked(Metric):
    """Let a metric see what a link makes of logits, for all classes or one.

    Args:
        metric: the metric.
        link: `"sigmoid"`, `"exp"`, a function, or None for none.
        class_id: the only class that it sees; all if None.
        name: in logs and files.
        dtype: of the result.
    """

    def __init__(
        self,
        metric: Any,
        link: Link = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        self.metric: Metric = metrics.get(metric)
        super().__init__(name=name or self.metric.name, dtype=dtype)
        self.link, self.class_id = link, class_id

    def update_state(self, y_true: Tensor, y_pred: Tensor, sample_weight: Tensor = None) -> None:
        """Let the metric see a batch; masked steps weigh nothing.

        Args:
            y_true: labels.
            y_pred: logits.
            sample_weight: what each row counts.
        """
        weight = merge_mask(sample_weight, mask_of(y_pred), self.sum_dtype)
        if self.class_id is not None:
            y_true, y_pred = y_true[..., self.class_id], y_pred[..., self.class_id]
        self.metric.update_state(y_true, linked(y_pred, self.link), sample_weight=weight)

    def result(self) -> Any:
        """Return the value of the metric."""
        return self.metric.result()


@in_files
class BatchLoss(Metric):
    """Average the loss of batches, each batch counting as one.

    Other than the mean over rows it depends on how the rows are cut into batches.

    Args:
        loss: the loss.
        name: in logs and files.
        dtype: of the result.
    """

    direction = "down"

    def __init__(self, loss: Any, name: str | None = BATCH_LOSS, dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.loss: Loss = losses.get(loss)
        self.total = self.add_variable((), "zeros", name="total")
        self.batches = self.add_variable((), "zeros", name="batches")

    def update_state(self, y_true: Tensor, y_pred: Tensor, sample_weight: Tensor = None) -> None:
        """Add the loss of a batch.

        Args:
            y_true: labels.
            y_pred: predictions.
            sample_weight: what each row counts.
        """
        value = self.loss(y_true, y_pred, sample_weight=sample_weight)
        self.total.assign_add(ops.cast(value, self.sum_dtype))
        self.batches.assign_add(ops.ones((), self.sum_dtype))

    def result(self) -> Tensor:
        """Return the mean; 0 if nothing was seen."""
        return ops.cast(ops.divide_no_nan(self.total, self.batches), self.dtype)


@in_files
class AccuracyBaseline(MeanMetricWrapper):
    """Measure how often the more frequent of two answers is right: `max(m, 1 - m)`, `m` the mean.

    Args:
        name: in logs and files.
        dtype: of the result.
    """

    direction = "up"

    def __init__(self, name: str | None = "accuracy_baseline", dtype: Any = None) -> None:
        super().__init__(labels_of, name, dtype)

    def result(self) -> Tensor:
        """Return the share of the more frequent answer."""
        mean = super().result()
        return ops.maximum(mean, 1.0 - mean)


@in_files
class R2(R2Score):
    """Measure the part of the variance that is explained; 0 where the targets do not vary.

    Targets are measured from the mean of the first batch, which changes nothing but the rounding:
    in float32 the squares of years would lose their variance.

    Args:
        outputs: how many targets a row has; their scores are averaged.
        link: from logits to predictions.
        name: in logs and files.
        dtype: of the result.
    """

    def __init__(
        self, outputs: int = 1, link: Link = None, name: str | None = "r2", dtype: Any = None
    ) -> None:
        super().__init__(class_aggregation=None, name=name, dtype=dtype)
        self.link = link
        self.start = self.add_variable((outputs,), "zeros", name="start")

    def update_state(self, y_true: Tensor, y_pred: Tensor, sample_weight: Tensor = None) -> None:
        """Add the sums of a batch.

        Args:
            y_true: targets.
            y_pred: logits, or predictions without a link.
            sample_weight: what each row counts.
        """
        y_true = ops.cast(y_true, self.sum_dtype)
        y_pred = ops.cast(linked(y_pred, self.link), self.sum_dtype)
        is_first = ops.equal(self.num_samples, 0.0)
        self.start.assign(ops.where(is_first, ops.mean(y_true, axis=0), self.start))
        start = self.start.value
        super().update_state(y_true - start, y_pred - start, sample_weight=sample_weight)

    def result(self) -> Tensor:
        """Return the score, the mean over the outputs."""
        scores = super().result()
        return ops.cast(ops.mean(ops.where(ops.isnan(scores), 0.0, scores)), self.dtype)
