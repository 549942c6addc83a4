"""How true probabilities are: reliability diagrams and the expected calibration error."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from deepkit.errors import one_of, whole
from deepkit.estimators.reports._axes import axes_for
from deepkit.estimators.reports._intervals import share_interval
from deepkit.estimators.reports._rows import (
    positive_rows,
    probability_rows,
    same_length,
    weight_rows,
)

STRATEGIES = ("uniform", "quantile")


@dataclass(frozen=True, eq=False)
class CalibrationCurve:
    """What happened where probabilities were predicted, bin by bin; `calibration_curve` makes it.

    Args:
        prob_true: the share of positive rows in each bin.
        prob_pred: the mean of the predicted probabilities in each bin.
        lower: the lower end of the interval of each share.
        upper: the upper end.
        weight: the sum of the weights of the rows in each bin.
        confidence: the probability that the truth is in an interval.

    Shapes:
        (bins,), those without rows left out.

    Example:
        >>> from deepkit.estimators.reports import calibration_curve
        >>> curve = calibration_curve([0, 0, 1, 1], [0.2, 0.4, 0.6, 0.8], n_bins=2)
        >>> curve.prob_true.tolist(), curve.prob_pred.round(3).tolist()
        ([0.0, 1.0], [0.3, 0.7])
    """

    prob_true: np.ndarray
    prob_pred: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    weight: np.ndarray
    confidence: float

    @property
    def expected_error(self) -> float:
        """The expected calibration error: `sum_b (W_b / W) |prob_true_b - prob_pred_b|`."""
        return float(np.average(np.abs(self.prob_true - self.prob_pred), weights=self.weight))

    @property
    def largest_error(self) -> float:
        """The largest difference between a share and a mean probability."""
        return float(np.abs(self.prob_true - self.prob_pred).max())

    def plot(self, ax: Any = None, *, label: str | None = None) -> Any:
        """Draw the reliability diagram; return the axes.

        Args:
            ax: axes of matplotlib; new ones if None.
            label: of the curve in the legend; its expected calibration error if None.

        Raises:
            ImportError: if matplotlib is needed and not installed.
        """
        ax = axes_for(ax)
        ax.plot([0, 1], [0, 1], linestyle=":", color="0.5", label="perfectly calibrated")
        reach = [self.prob_true - self.lower, self.upper - self.prob_true]
        label = label or f"expected calibration error {self.expected_error:.3f}"
        ax.errorbar(self.prob_pred, self.prob_true, yerr=reach, marker="o", capsize=3, label=label)
        ax.set(xlabel="predicted probability", ylabel="share of positive rows")
        ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
        ax.legend(loc="lower right")
        return ax


def calibration_curve(
    y_true: Any,
    y_prob: Any,
    *,
    pos_label: Any = None,
    sample_weight: Any = None,
    n_bins: int = 10,
    strategy: str = "uniform",
    confidence: float = 0.95,
    interval: str = "wilson",
) -> CalibrationCurve:
    """Compare predicted probabilities with what happened.

        prob_true_b = sum_{i in b} w_i [y_i = pos_label] / W_b,   W_b = sum_{i in b} w_i
        prob_pred_b = sum_{i in b} w_i p_i / W_b

    Args:
        y_true: the labels of the rows, of two classes.
        y_prob: the predicted probabilities of the positive one, in [0, 1].
        pos_label: the positive class; 1 if None.
        sample_weight: a weight >= 0 for each row. Intervals count `(sum w)² / sum w²` rows.
        n_bins: how many bins there are.
        strategy: `"uniform"` for bins of equal width, `"quantile"` for equally many rows in each.
        confidence: the probability that the truth is in the interval of a bin, in (0, 1).
        interval: `"wilson"`, or `"beta"` for Jeffreys's.

    Shapes:
        `y_true`, `y_prob` and `sample_weight`: (rows,).

    Raises:
        DataError: if labels, probabilities or weights cannot be used.
        ValueError: if an option is none of these.

    Source:
        Guo et al., "On Calibration of Modern Neural Networks", 2017, arXiv:1706.04599, eq. 3
        (expected calibration error). Brown, Cai and DasGupta, "Interval Estimation for a Binomial
        Proportion", 2001, Statistical Science 16(2), sections 3.1.1 and 3.1.3 (intervals).

    Example:
        >>> from deepkit.estimators.reports import calibration_curve
        >>> curve = calibration_curve([0, 1, 1, 1], [0.5, 0.5, 0.5, 0.5], n_bins=1)
        >>> curve.expected_error
        0.25
    """
    whole(n_bins=n_bins)
    one_of(STRATEGIES, strategy=strategy)
    hits = positive_rows(y_true, pos_label)
    probabilities = probability_rows("y_prob", y_prob)
    same_length(y_true=hits, y_prob=probabilities)
    weights = weight_rows(sample_weight, len(hits))
    edges = np.linspace(0, 1, n_bins + 1)
    if strategy == "quantile":
        edges = np.percentile(probabilities, edges * 100)
    bins = np.searchsorted(edges[1:-1], probabilities)

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(bins, values, n_bins)

    weight = total(weights)
    there = weight > 0
    weight = weight[there]
    shares = total(weights * hits)[there] / weight
    means = total(weights * probabilities)[there] / weight
    counts = weight**2 / total(weights**2)[there]
    ends = share_interval(shares, counts, confidence=confidence, interval=interval)
    return CalibrationCurve(shares, means, *ends, weight, confidence)
