"""The area under the curve of a classifier."""

from collections.abc import Sequence
from typing import Any

from deepkit import backend, ops
from deepkit.errors import ShapeError, known, one_of, whole
from deepkit.metrics._confusion import Confusion, checked_thresholds, even_thresholds
from deepkit.typing import Tensor

_CURVES = ("ROC", "PR", "PRGAIN")
_SUMS = ("interpolation", "minoring", "majoring")


class AUC(Confusion):
    """Measure the area under the curve that a classifier draws as its threshold moves.

    The curve is approximated by its points at `num_thresholds` thresholds, which lie close enough
    where predictions spread over all of [0, 1].

    Args:
        num_thresholds: above 1; how many points.
        curve: `"ROC"` (true over false positive rate), `"PR"` (precision over recall) or
            `"PRGAIN"` (their gains).
        summation_method: `"interpolation"` (of PR: between counts, else the trapezoidal rule),
            `"minoring"` (left or right value, the lower) or `"majoring"` (the higher).
        name: in logs and files; made of the class's name if None.
        dtype: of the result; the floatx if None.
        thresholds: the inner thresholds, from 0 to 1, in place of `num_thresholds`.
        multi_label: whether each label has a curve of its own, whose areas are averaged.
        num_labels: how many labels; known from the first batch if None.
        label_weights: what each label counts.
        from_logits: whether predictions are logits, to be put through a sigmoid.

    Shapes:
        y_true, y_pred: (batch, ...), or (batch, labels) for `multi_label`; result: scalar.

    Raises:
        ValueError: if an option is none of these or out of its range.

    Source:
        PR interpolation: Davis and Goadrich, "The relationship between precision-recall and ROC
        curves", 2006, doi:10.1145/1143844.1143874. Gains: Flach and Kull, "Precision-recall-gain
        curves", 2015.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.AUC(num_thresholds=3)([0, 0, 1, 1], [0.0, 0.5, 0.3, 0.9]))
        0.75
    """

    direction = "up"

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        dtype: Any = None,
        thresholds: Sequence[float] | None = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: Sequence[float] | None = None,
        from_logits: bool = False,
    ) -> None:
        super().__init__(_with_ends(num_thresholds, thresholds), name=name, dtype=dtype)
        self.num_thresholds = len(self.thresholds)
        self.curve = one_of(_CURVES, curve=curve.upper())
        self.summation_method = one_of(_SUMS, summation_method=summation_method.lower())
        self.multi_label, self.from_logits = multi_label, from_logits
        self.label_weights = None if label_weights is None else list(label_weights)
        if num_labels and not multi_label:
            raise ValueError("`num_labels` must be None unless `multi_label` is True.")
        if not multi_label:
            self.make_variables()
        elif num_labels:
            self.make_variables(whole(num_labels=num_labels))

    def update_state(self, y_true: Tensor, y_pred: Tensor, sample_weight: Tensor = None) -> None:
        """Count the answers of a batch.

        Args:
            y_true: 0 or 1.
            y_pred: probabilities, or logits if so told.
            sample_weight: what each sample, or each label of each sample, counts.

        Raises:
            ShapeError: if the shapes do not fit.
        """
        y_pred = ops.sigmoid(y_pred) if self.from_logits else y_pred
        y_true, y_pred, weight = self.prepared(y_true, y_pred, sample_weight)
        if self.multi_label:
            if len(y_pred.shape) != 2:
                raise ShapeError(
                    "Predictions must be (batch, labels) where `multi_label` is True, got shape "
                    f"{tuple(y_pred.shape)}."
                )
            if not self.variables:
                self.make_variables(known(y_pred.shape))
        elif self.label_weights is not None:
            weight = weight * self._weights(y_pred)
        self.count(y_true, y_pred, weight, by_label=self.multi_label)

    def result(self) -> Tensor:
        """Return the area, averaged over the labels if they have curves of their own."""
        if self.curve == "PR" and self.summation_method == "interpolation":
            areas = self._interpolated_precision()
        else:
            x, y = self._points()
            areas = ops.sum((x[:-1] - x[1:]) * self._heights(y), axis=0)
        if not self.multi_label:
            return areas
        if self.label_weights is None:
            return ops.mean(areas)
        weights = self._weights(areas)
        return ops.divide_no_nan(ops.sum(areas * weights), ops.sum(weights))

    def _points(self) -> tuple[Tensor, Tensor]:
        tp, fp, tn, fn = self._counts()
        recall = ops.divide_no_nan(tp, tp + fn)
        if self.curve == "ROC":
            return ops.divide_no_nan(fp, fp + tn), recall
        if self.curve == "PR":
            return recall, ops.divide_no_nan(tp, tp + fp)
        odds = ops.divide_no_nan(tp + fn, tn + fp)
        none = ops.equal(tp, 0.0)
        recall_gain = ops.where(none, 0.0, 1.0 - odds * ops.divide_no_nan(fn, tp))
        precision_gain = ops.where(none, 1.0, 1.0 - odds * ops.divide_no_nan(fp, tp))
        return ops.maximum(recall_gain, 0.0), precision_gain

    def _heights(self, y: Tensor) -> Tensor:
        if self.summation_method == "interpolation":
            return (y[:-1] + y[1:]) / 2.0
        pick = ops.minimum if self.summation_method == "minoring" else ops.maximum
        return pick(y[:-1], y[1:])

    def _interpolated_precision(self) -> Tensor:
        """Integrate precision between two points, where both counts of positives move linearly."""
        tp, fp, _, fn = self._counts()
        positive = tp + fp
        gained, grown = tp[:-1] - tp[1:], positive[:-1] - positive[1:]
        slope = ops.divide_no_nan(gained, ops.maximum(grown, 0.0))
        intercept = tp[1:] - slope * positive[1:]
        some = ops.logical_and(positive[:-1] > 0, positive[1:] > 0)
        ratio = ops.where(some, ops.divide_no_nan(positive[:-1], positive[1:]), 1.0)
        parts = slope * (gained + intercept * ops.log(ratio))
        return ops.sum(ops.divide_no_nan(parts, tp[1:] + fn[1:]), axis=0)

    def _counts(self) -> list[Tensor]:
        return [ops.convert_to_tensor(getattr(self, count)) for count in self.counts]

    def _weights(self, like: Tensor) -> Tensor:
        weights = ops.convert_to_tensor(self.label_weights, self.sum_dtype)
        if weights.shape[0] != like.shape[-1]:
            raise ShapeError(
                f"`label_weights` must have one entry for each of the {like.shape[-1]} labels, "
                f"got {weights.shape[0]}."
            )
        return weights


def _with_ends(num_thresholds: int, thresholds: Sequence[float] | None) -> list[float]:
    """Return thresholds in order, with one below all predictions and one above them."""
    if thresholds is None:
        inner = even_thresholds(whole(at_least=2, num_thresholds=num_thresholds))[1:-1]
    else:
        inner = sorted(checked_thresholds(thresholds))
    return [-backend.epsilon(), *inner, 1.0 + backend.epsilon()]
