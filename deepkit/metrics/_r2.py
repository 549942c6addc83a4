"""The part of the variance that predictions explain."""

from typing import Any

from deepkit import ops
from deepkit.errors import ShapeError, known, one_of, whole
from deepkit.losses import match_rank, spread
from deepkit.metrics._metric import Metric
from deepkit.typing import Tensor

_AGGREGATIONS = (None, "uniform_average", "variance_weighted_average")
_SUMS = ("squared_sum", "sum", "residual", "count")


class R2Score(Metric):
    """Measure the part of the variance that predictions explain: `1 - Σ(y - p)² / Σ(y - mean)²`.

    1 is perfect; 0 is as good as the mean of the targets; less is worse than that.

    Args:
        class_aggregation: `"uniform_average"` of the scores of the outputs,
            `"variance_weighted_average"`, or None for all of them.
        num_regressors: how many inputs the model has, for the adjusted score
            `1 - (1 - R²)(n - 1) / (n - p - 1)`; not adjusted if 0 or if there are too few targets.
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, outputs), or (batch,) for one of them; result: scalar, or
        (outputs,) if `class_aggregation` is None.

    Raises:
        ValueError: if there is no such aggregation, or `num_regressors` is below 0.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.R2Score()([[1.0], [4.0], [3.0]], [[2.0], [4.0], [4.0]]))
        0.571
    """

    direction = "up"

    def __init__(
        self,
        class_aggregation: str | None = "uniform_average",
        num_regressors: int = 0,
        name: str | None = "r2_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        self.class_aggregation = one_of(_AGGREGATIONS, class_aggregation=class_aggregation)
        self.num_regressors = whole(at_least=0, num_regressors=num_regressors)
        self.num_samples = self.add_variable((), "zeros", name="num_samples")

    def update_state(self, y_true: Tensor, y_pred: Tensor, sample_weight: Tensor = None) -> None:
        """Add the sums of a batch.

        Args:
            y_true: targets.
            y_pred: predictions.
            sample_weight: what each sample, or each output of each sample, counts.

        Raises:
            ShapeError: if the shapes are not (batch, outputs).
        """
        dtype = self.sum_dtype
        y_true, y_pred = match_rank(
            ops.convert_to_tensor(y_true, dtype), ops.convert_to_tensor(y_pred, dtype)
        )
        if len(y_pred.shape) != 2 or len(y_true.shape) != 2:
            raise ShapeError(
                "Targets and predictions must be (batch, outputs), got "
                f"{tuple(y_true.shape)} and {tuple(y_pred.shape)}."
            )
        if not hasattr(self, _SUMS[0]):
            for name in _SUMS:
                setattr(self, name, self.add_variable((known(y_pred.shape),), "zeros", name=name))
        weight = ops.convert_to_tensor(1.0 if sample_weight is None else sample_weight, dtype)
        weight = ops.broadcast_to(spread(weight, y_true), ops.shape(y_true))
        parts = (y_true**2, y_true, (y_true - y_pred) ** 2, ops.ones_like(y_true))
        for name, part in zip(_SUMS, parts, strict=True):
            getattr(self, name).assign_add(ops.sum(part * weight, axis=0))
        self.num_samples.assign_add(ops.sum(ops.ones_like(y_true)))

    def result(self) -> Tensor:
        """Return the score, one for each output if `class_aggregation` is None."""
        squares, total, residual, count = (getattr(self, name) for name in _SUMS)
        variation = squares - total * (total / count)
        scores = 1.0 - residual / variation
        scores = ops.where(ops.isinf(scores), 0.0, scores)
        if self.class_aggregation == "uniform_average":
            scores = ops.mean(scores)
        elif self.class_aggregation == "variance_weighted_average":
            scores = ops.sum(variation * scores) / ops.sum(variation)
        return self._adjusted(scores) if self.num_regressors else scores

    def _adjusted(self, scores: Tensor) -> Tensor:
        spare = ops.subtract(self.num_samples, 1.0)
        left = spare - self.num_regressors
        adjusted = 1.0 - (1.0 - scores) * spare / ops.where(left > 0, left, 1.0)
        return ops.where(left > 0, adjusted, scores)
