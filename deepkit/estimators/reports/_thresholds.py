"""How a score separates two classes, threshold by threshold."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from deepkit.errors import DataError
from deepkit.estimators.reports._axes import axes_for
from deepkit.estimators.reports._rows import number_rows, positive_rows, same_length, weight_rows


@dataclass(frozen=True, eq=False)
class ROCCurve:
    """True positives against false ones, as the threshold falls; `roc_curve` makes it.

    Args:
        fpr: the share of the negative rows that are at or above each threshold.
        tpr: the share of the positive ones.
        thresholds: scores, falling, the first infinite.

    Shapes:
        (different scores + 1,).

    Example:
        >>> from deepkit.estimators.reports import roc_curve
        >>> roc_curve([0, 1, 0, 1], [0.1, 0.4, 0.5, 0.8]).area
        0.75
    """

    fpr: np.ndarray
    tpr: np.ndarray
    thresholds: np.ndarray

    @property
    def area(self) -> float:
        """The area under the curve: how often a positive row has a higher score than a negative."""
        return float(np.trapezoid(self.tpr, self.fpr))

    def plot(self, ax: Any = None, *, label: str | None = None) -> Any:
        """Draw the curve; return the axes.

        Args:
            ax: axes of matplotlib; new ones if None.
            label: of the curve in the legend; its area if None.

        Raises:
            ImportError: if matplotlib is needed and not installed.
        """
        ax = axes_for(ax)
        ax.plot(self.fpr, self.tpr, label=label or f"area {self.area:.3f}")
        ax.plot([0, 1], [0, 1], linestyle=":", color="0.5")
        ax.set(xlabel="false positive rate", ylabel="true positive rate", aspect="equal")
        ax.legend(loc="lower right")
        return ax


@dataclass(frozen=True, eq=False)
class PrecisionRecallCurve:
    """Precision against recall, as the threshold rises; `precision_recall_curve` makes it.

    Args:
        precision: the share of positive rows among those at or above each threshold; then 1.
        recall: the share of the positive rows that are at or above each threshold; then 0.
        thresholds: scores, rising.

    Shapes:
        `thresholds`: (different scores,); `precision` and `recall` have one more.

    Example:
        >>> from deepkit.estimators.reports import precision_recall_curve
        >>> curve = precision_recall_curve([0, 1, 1], [0.2, 0.4, 0.8])
        >>> curve.recall.tolist(), curve.average_precision
        ([1.0, 1.0, 0.5, 0.0], 1.0)
    """

    precision: np.ndarray
    recall: np.ndarray
    thresholds: np.ndarray

    @property
    def average_precision(self) -> float:
        """The mean of the precisions, each weighted by the recall gained: `sum (R_n - R_m) P_n`."""
        return float(np.sum(-np.diff(self.recall) * self.precision[:-1]))

    def plot(self, ax: Any = None, *, label: str | None = None) -> Any:
        """Draw the curve; return the axes.

        Args:
            ax: axes of matplotlib; new ones if None.
            label: of the curve in the legend; its average precision if None.

        Raises:
            ImportError: if matplotlib is needed and not installed.
        """
        ax = axes_for(ax)
        label = label or f"average precision {self.average_precision:.3f}"
        ax.step(self.recall, self.precision, where="post", label=label)
        ax.set(xlabel="recall", ylabel="precision", aspect="equal")
        ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
        ax.legend(loc="lower left")
        return ax


def roc_curve(
    y_true: Any, y_score: Any, *, pos_label: Any = None, sample_weight: Any = None
) -> ROCCurve:
    """Return how many positive and negative rows are above each threshold.

        tpr(t) = sum w_i [s_i >= t, positive] / sum w_i [positive], and fpr(t) for the negative

    Args:
        y_true: the labels of the rows, of two classes.
        y_score: probabilities or logits of the positive one.
        pos_label: the positive class; 1 if None.
        sample_weight: a weight >= 0 for each row.

    Shapes:
        `y_true`, `y_score` and `sample_weight`: (rows,).

    Raises:
        DataError: if labels, scores or weights cannot be used, or one of the classes is missing.

    Source:
        Fawcett, "An introduction to ROC analysis", 2006, Pattern Recognition Letters 27,
        algorithm 1.

    Example:
        >>> from deepkit.estimators.reports import roc_curve
        >>> curve = roc_curve([0, 1, 1], [0.2, 0.4, 0.8])
        >>> curve.tpr.tolist(), curve.fpr.tolist()
        ([0.0, 0.5, 1.0, 1.0], [0.0, 0.0, 0.0, 1.0])
    """
    thresholds, hits, misses = _above(y_true, y_score, pos_label, sample_weight)
    for what, weight in (("positive", hits[-1]), ("negative", misses[-1])):
        if not weight > 0:
            raise DataError(f"`y_true` must have {what} rows for a ROC curve, got none.")
    return ROCCurve(
        np.concatenate([[0.0], misses / misses[-1]]),
        np.concatenate([[0.0], hits / hits[-1]]),
        np.concatenate([[np.inf], thresholds]),
    )


def precision_recall_curve(
    y_true: Any, y_score: Any, *, pos_label: Any = None, sample_weight: Any = None
) -> PrecisionRecallCurve:
    """Return precision and recall at each threshold.

        precision(t) = sum w_i [s_i >= t, positive] / sum w_i [s_i >= t]
        recall(t)    = sum w_i [s_i >= t, positive] / sum w_i [positive]

    Args:
        y_true: the labels of the rows, of two classes.
        y_score: probabilities or logits of the positive one.
        pos_label: the positive class; 1 if None.
        sample_weight: a weight >= 0 for each row.

    Shapes:
        `y_true`, `y_score` and `sample_weight`: (rows,).

    Raises:
        DataError: if labels, scores or weights cannot be used, or no row is positive.

    Source:
        Davis and Goadrich, "The relationship between Precision-Recall and ROC curves", 2006,
        section 2.

    Example:
        >>> from deepkit.estimators.reports import precision_recall_curve
        >>> precision_recall_curve([0, 1], [0.2, 0.4]).precision.tolist()
        [0.5, 1.0, 1.0]
    """
    thresholds, hits, misses = _above(y_true, y_score, pos_label, sample_weight)
    if not hits[-1] > 0:
        raise DataError("`y_true` must have positive rows for precision and recall, got none.")
    above = hits + misses
    precision = np.divide(hits, above, out=np.zeros(len(hits)), where=above > 0)
    recall = hits / hits[-1]
    return PrecisionRecallCurve(
        np.concatenate([precision[::-1], [1.0]]),
        np.concatenate([recall[::-1], [0.0]]),
        thresholds[::-1],
    )


def _above(
    y_true: Any, y_score: Any, pos_label: Any, sample_weight: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the scores, falling, and the weights of positive and negative rows at or above."""
    positive, scores = positive_rows(y_true, pos_label), number_rows("y_score", y_score)
    same_length(y_true=positive, y_score=scores)
    weights = weight_rows(sample_weight, len(scores))
    order = np.argsort(-scores, kind="stable")
    scores, positive, weights = scores[order], positive[order], weights[order]
    last = np.append(np.flatnonzero(np.diff(scores)), len(scores) - 1)
    hits = np.cumsum(weights * positive)[last]
    misses = np.cumsum(weights * ~positive)[last]
    return scores[last], hits, misses
