"""The mean of precision and recall."""

from typing import Any

from deepkit import backend, ops
from deepkit.errors import ShapeError, known, one_of, positive
from deepkit.losses import paired, spread
from deepkit.metrics._metric import Metric
from deepkit.typing import Tensor

_AVERAGES = (None, "micro", "macro", "weighted")
_COUNTS = ("true_positives", "false_positives", "false_negatives", "intermediate_weights")


class FBetaScore(Metric):
    """Measure precision and recall at once: `(1 + b²) precision recall / (b² precision + recall)`.

    Args:
        average: None gives a score for each class; `"macro"` their mean, `"weighted"` their mean
            by the number of labels, `"micro"` the score of all classes counted together.
        beta: above 0; how many times recall counts as much as precision.
        threshold: above 0, at most 1; predictions above it are positive. The highest score of
            each sample if None.
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, classes); result: scalar, or (classes,) if `average` is None.

    Raises:
        ValueError: if an option is none of these or out of its range.

    Source:
        van Rijsbergen, "Information retrieval", 1979, chapter 7.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.FBetaScore(beta=2.0, threshold=0.5)
        >>> metric([[1, 1], [1, 0], [1, 1]], [[0.2, 0.6], [0.2, 0.8], [0.6, 0.8]]).tolist()
        [0.385, 0.909]
    """

    direction = "up"

    def __init__(
        self,
        average: str | None = None,
        beta: float = 1.0,
        threshold: float | None = None,
        name: str | None = "fbeta_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        one_of(_AVERAGES, average=average)
        if threshold is not None and not 0 < threshold <= 1:
            raise ValueError(f"`threshold` must be above 0 and at most 1, got {threshold!r}.")
        self.average, self.beta, self.threshold = average, positive(beta=beta), threshold

    def update_state(self, y_true: Tensor, y_pred: Tensor, sample_weight: Tensor = None) -> None:
        """Count the answers of a batch.

        Args:
            y_true: 0 or 1.
            y_pred: scores of the classes.
            sample_weight: what each sample counts.

        Raises:
            ShapeError: if the shapes are not (batch, classes).
        """
        y_true, y_pred = paired(y_true, ops.convert_to_tensor(y_pred, self.sum_dtype))
        if len(y_pred.shape) != 2 or len(y_true.shape) != 2:
            raise ShapeError(
                "Labels and predictions must be (batch, classes), got "
                f"{tuple(y_true.shape)} and {tuple(y_pred.shape)}."
            )
        if not self.variables:
            shape = () if self.average == "micro" else (known(y_pred.shape),)
            for count in _COUNTS:
                setattr(self, count, self.add_variable(shape, "zeros", name=count))
        answer = ops.cast(self._answer(y_pred), y_true.dtype)
        parts = (y_true * answer, (1.0 - y_true) * answer, y_true * (1.0 - answer), y_true)
        axis = None if self.average == "micro" else 0
        for count, part in zip(_COUNTS, parts, strict=True):
            if sample_weight is not None:
                weight = ops.convert_to_tensor(sample_weight, self.sum_dtype)
                part = part * spread(weight, part)
            getattr(self, count).assign_add(ops.sum(part, axis=axis))

    def result(self) -> Tensor:
        """Return the score, one for each class if `average` is None."""
        seen, false, missed, labels = (getattr(self, count) for count in _COUNTS)
        tiny, square = backend.epsilon(), self.beta**2
        precision, recall = seen / (seen + false + tiny), seen / (seen + missed + tiny)
        score = precision * recall / (square * precision + recall + tiny) * (1 + square)
        if self.average == "weighted":
            return ops.sum(score * (labels / (ops.sum(labels) + tiny)))
        return score if self.average is None else ops.mean(score)

    def _answer(self, y_pred: Tensor) -> Tensor:
        if self.threshold is not None:
            return ops.greater(y_pred, self.threshold)
        highest = ops.greater_equal(y_pred, ops.max(y_pred, axis=-1, keepdims=True))
        return ops.logical_and(highest, ops.greater(ops.abs(y_pred), 1e-9))


class F1Score(FBetaScore):
    """Measure precision and recall at once: `2 precision recall / (precision + recall)`.

    Args:
        average: None gives a score for each class; `"macro"` their mean, `"weighted"` their mean
            by the number of labels, `"micro"` the score of all classes counted together.
        threshold: above 0, at most 1; predictions above it are positive. The highest score of
            each sample if None.
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, classes); result: scalar, or (classes,) if `average` is None.

    Raises:
        ValueError: if an option is none of these or out of its range.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.F1Score(threshold=0.5)
        >>> metric([[1, 1], [1, 0], [1, 1]], [[0.2, 0.6], [0.2, 0.8], [0.6, 0.8]]).tolist()
        [0.5, 0.8]
    """

    def __init__(
        self,
        average: str | None = None,
        threshold: float | None = None,
        name: str | None = "f1_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(average, 1.0, threshold, name, dtype)
