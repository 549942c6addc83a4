"""Right and wrong answers counted at thresholds, and the base of the metrics made of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from deepkit import ops
from deepkit.backend import Variable
from deepkit.errors import ShapeError, fraction, whole
from deepkit.losses import match_rank, spread
from deepkit.metrics._metric import Metric
from deepkit.typing import Tensor

Pair = tuple[Tensor, Tensor]

_FEW = 8  # thresholds that are cheaper to compare with than to rank by
COUNTS = ("true_positives", "false_positives", "true_negatives", "false_negatives")


class Confusion(Metric):
    """Count right and wrong answers at each of several thresholds.

    Args:
        thresholds: predictions above one count as positive.
        counts: which of `COUNTS` to keep, in the order of the Variables.
        top_k: how many of the highest scores may be positive; all if None.
        class_id: the only class looked at; all if None.
        name: in logs and files.
        dtype: of the result.
    """

    def __init__(
        self,
        thresholds: Sequence[float],
        counts: Sequence[str] = COUNTS,
        *,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        self.thresholds = list(thresholds)
        self.counts = tuple(counts)
        self.top_k = None if top_k is None else whole(top_k=top_k)
        self.class_id = None if class_id is None else whole(at_least=0, class_id=class_id)

    def make_variables(self, *labels: int) -> None:
        """Make a Variable for each count: one number for each threshold, and label if given."""
        for count in self.counts:
            shape = (len(self.thresholds), *labels)
            setattr(self, count, self.add_variable(shape, "zeros", name=count))

    def update_state(self, y_true: Tensor, y_pred: Tensor, sample_weight: Tensor = None) -> None:
        """Count the answers of a batch.

        Args:
            y_true: 0 or 1.
            y_pred: probabilities.
            sample_weight: what each sample, or each label of each sample, counts.
        """
        self.count(*self.prepared(y_true, y_pred, sample_weight), by_label=False)

    def prepared(self, y_true: Tensor, y_pred: Tensor, weight: Tensor) -> tuple[Tensor, ...]:
        """Return labels, predictions and weights of one shape, the chosen classes only."""
        dtype = self.sum_dtype
        y_true, y_pred = match_rank(
            ops.convert_to_tensor(y_true, dtype), ops.convert_to_tensor(y_pred, dtype)
        )
        if tuple(y_true.shape) != tuple(y_pred.shape):
            raise ShapeError(
                f"`y_true` must have the shape of `y_pred`, got {tuple(y_true.shape)} and "
                f"{tuple(y_pred.shape)}. Whole-number class labels must be one-hot here."
            )
        weight = ops.ones_like(y_true) if weight is None else self._weight(weight, y_true)
        y_pred = ops.clip(y_pred, 0.0, 1.0) if self.top_k is None else keep_top(y_pred, self.top_k)
        if self.class_id is not None:
            y_true, y_pred, weight = (self._chosen(x) for x in (y_true, y_pred, weight))
        return y_true, y_pred, weight

    def count(self, y_true: Tensor, y_pred: Tensor, weight: Tensor, *, by_label: bool) -> None:
        """Add the counts of a batch to the Variables."""
        counts = confusion(y_true, y_pred, weight, self.thresholds, by_label=by_label)
        for name in self.counts:
            variable: Variable = getattr(self, name)
            variable.assign_add(counts[name] if by_label else counts[name][:, 0])

    def _weight(self, weight: Tensor, values: Tensor) -> Tensor:
        like, weight = match_rank(values, ops.convert_to_tensor(weight, self.sum_dtype))
        weight = ops.broadcast_to(spread(weight, like), ops.shape(like))
        return ops.reshape(weight, ops.shape(values))

    def _chosen(self, x: Tensor) -> Tensor:
        if len(x.shape) < 2 or not self.class_id < x.shape[-1]:
            raise ShapeError(
                f"`class_id` must name one of the classes on the last axis, got {self.class_id} "
                f"for predictions of shape {tuple(x.shape)}."
            )
        return x[..., self.class_id]


def confusion(
    y_true: Tensor,
    y_pred: Tensor,
    weight: Tensor,
    thresholds: Sequence[float],
    *,
    by_label: bool,
) -> dict[str, Tensor]:
    """Return the four counts, each (thresholds, labels); all labels are one unless asked for."""
    columns = (-1, y_pred.shape[-1] if by_label else 1)
    positive = ops.where(ops.cast(y_true, "bool"), weight, 0.0)
    amounts = [ops.reshape(x, columns) for x in (positive, weight - positive)]
    tally = _compared if len(thresholds) <= _FEW else _ranked
    edges = np.asarray(thresholds, str(y_pred.dtype))
    (tp, fn), (fp, tn) = tally(ops.reshape(y_pred, columns), amounts, edges)
    return dict(zip(COUNTS, (tp, fp, tn, fn), strict=True))


def _compared(y_pred: Tensor, amounts: list[Tensor], edges: np.ndarray) -> list[Pair]:
    """Sum what lies above and not above each threshold, by comparing all with all."""
    above = ops.greater(y_pred, np.reshape(edges, (-1, 1, 1)))
    return [
        (ops.sum(ops.where(above, x, 0.0), axis=1), ops.sum(ops.where(above, 0.0, x), axis=1))
        for x in amounts
    ]


def _ranked(y_pred: Tensor, amounts: list[Tensor], edges: np.ndarray) -> list[Pair]:
    """Do the same by a histogram over ranks, whose cost does not grow with the thresholds."""
    order = np.argsort(edges, kind="stable")
    back, buckets, labels = np.argsort(order), len(edges) + 1, y_pred.shape[-1]
    # NaN is above nothing; a search would place it above all.
    y_pred = ops.where(ops.isnan(y_pred), -np.inf, y_pred)
    places = _rank(y_pred, edges[order]) + buckets * np.arange(labels, dtype="int32")
    places = ops.reshape(places, (-1,))
    sums = []
    for amount in amounts:
        histogram = ops.segment_sum(ops.reshape(amount, (-1,)), places, buckets * labels)
        histogram = ops.transpose(ops.reshape(histogram, (labels, buckets)))
        above = ops.flip(ops.cumsum(ops.flip(histogram, 0), axis=0), 0)[1:]
        below = ops.cumsum(histogram, axis=0)[:-1]
        sums.append((ops.take(above, back, axis=0), ops.take(below, back, axis=0)))
    return sums


def _rank(y_pred: Tensor, edges: np.ndarray) -> Tensor:
    """Return how many edges, which rise, lie below each prediction."""
    steps = len(edges) - 1
    if not np.allclose(edges, np.linspace(0, 1, steps + 1), atol=1e-6):
        return ops.cast(ops.searchsorted(edges, y_pred), "int32")
    # Seven times quicker than a search; the neighbors put right what rounding got wrong.
    guess = ops.cast(ops.ceil(ops.clip(y_pred, 0.0, 1.0) * steps), "int32")
    neighbors = np.append(np.nan, edges).astype(edges.dtype)  # nothing is below the first
    lower, upper = ops.take(neighbors, guess), ops.take(neighbors, guess + 1)
    too_high, too_low = ops.less_equal(y_pred, lower), ops.greater(y_pred, upper)
    return guess - ops.cast(too_high, "int32") + ops.cast(too_low, "int32")


def keep_top(y_pred: Tensor, k: int) -> Tensor:
    """Return predictions with all but the `k` highest of each sample at minus infinity."""
    _, places = ops.top_k(y_pred, k)
    kept = ops.sum(ops.one_hot(places, y_pred.shape[-1], dtype="int32"), axis=-2)
    return ops.where(ops.cast(kept, "bool"), y_pred, -np.inf)


def checked_thresholds(thresholds: Any, default: float = 0.5) -> list[float]:
    """Return thresholds as a list, each between 0 and 1."""
    if thresholds is None:
        return [default]
    listed = thresholds if isinstance(thresholds, (list, tuple, np.ndarray)) else [thresholds]
    return [fraction(thresholds=threshold) for threshold in listed]


def even_thresholds(count: int) -> list[float]:
    """Return `count` thresholds from 0 to 1 at equal distances; 0.5 for a single one."""
    whole(num_thresholds=count)
    return [0.5] if count == 1 else [i / (count - 1) for i in range(count)]


def single(values: Tensor) -> Tensor:
    """Return the value of a single threshold as a scalar."""
    return values[0] if values.shape[0] == 1 else values
