"""How far predictions rise and fall with the targets."""

from typing import Any

from deepkit import backend, ops
from deepkit.losses import paired
from deepkit.metrics._mean import MeanMetricWrapper
from deepkit.typing import Tensor


def pearson_correlation(y_true: Tensor, y_pred: Tensor, axis: int = -1) -> Tensor:
    """Return `cov(y_true, y_pred) / (std(y_true) std(y_pred))` along an axis.

    Args:
        y_true: targets.
        y_pred: predictions.
        axis: along which the series lie.

    Shapes:
        y_true, y_pred: (batch, ..., steps); result: (batch, ...), from -1 to 1.

    Raises:
        ShapeError: if the shapes do not fit.

    Source:
        Pearson, "Mathematical contributions to the theory of evolution III", 1896.

    Example:
        >>> from deepkit import metrics
        >>> metrics.pearson_correlation([[0.0, 1.0, 0.5]], [[0.1, 0.9, 0.5]])
        Array([1.], dtype=float32)
    """
    (y_true, y_pred), (_, _) = _centered(y_true, y_pred, axis)
    y_true, y_pred = (y / ops.std(y, axis=axis, keepdims=True) for y in (y_true, y_pred))
    return ops.mean(y_true * y_pred, axis=axis)


def concordance_correlation(y_true: Tensor, y_pred: Tensor, axis: int = -1) -> Tensor:
    """Return `2 cov(t, p) / (var(t) + var(p) + (mean(t) - mean(p))²)` along an axis.

    Args:
        y_true: targets `t`.
        y_pred: predictions `p`.
        axis: along which the series lie.

    Shapes:
        y_true, y_pred: (batch, ..., steps); result: (batch, ...), from -1 to 1.

    Raises:
        ShapeError: if the shapes do not fit.

    Source:
        Lin, "A concordance correlation coefficient to evaluate reproducibility", 1989,
        doi:10.2307/2532051.

    Example:
        >>> from deepkit import metrics
        >>> metrics.concordance_correlation([[1.0, 2.0, 3.0]], [[2.0, 3.0, 4.0]])
        Array([0.571], dtype=float32)
    """
    (y_true, y_pred), (mean_true, mean_pred) = _centered(y_true, y_pred, axis)
    variances = (ops.mean(ops.square(y), axis=axis) for y in (y_true, y_pred))
    gap = ops.square(ops.squeeze(mean_true - mean_pred, axis))
    covariance = ops.mean(y_true * y_pred, axis=axis)
    return 2.0 * covariance / (sum(variances) + gap + backend.epsilon())


class PearsonCorrelation(MeanMetricWrapper):
    """Measure how far predictions rise and fall with the targets, whatever their scale.

    The mean over samples of `cov(y_true, y_pred) / (std(y_true) std(y_pred))`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.
        axis: along which the series lie.

    Shapes:
        y_true, y_pred: (batch, ..., steps); result: scalar, from -1 to 1.

    Source:
        Pearson, "Mathematical contributions to the theory of evolution III", 1896.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.PearsonCorrelation()
        >>> float(metric([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]], [[2.0, 4.0, 6.0], [6.0, 4.0, 2.0]]))
        0.0
    """

    direction = "up"

    def __init__(
        self, name: str | None = "pearson_correlation", dtype: Any = None, axis: int = -1
    ) -> None:
        super().__init__(pearson_correlation, name, dtype, axis=axis)


class ConcordanceCorrelation(MeanMetricWrapper):
    """Measure how far predictions agree with the targets, scale and offset included.

    The mean over samples of `2 cov(t, p) / (var(t) + var(p) + (mean(t) - mean(p))²)`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.
        axis: along which the series lie.

    Shapes:
        y_true, y_pred: (batch, ..., steps); result: scalar, from -1 to 1.

    Source:
        Lin, "A concordance correlation coefficient to evaluate reproducibility", 1989,
        doi:10.2307/2532051.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.ConcordanceCorrelation()([[1.0, 2.0, 3.0]], [[2.0, 3.0, 4.0]]))
        0.571
    """

    direction = "up"

    def __init__(
        self, name: str | None = "concordance_correlation", dtype: Any = None, axis: int = -1
    ) -> None:
        super().__init__(concordance_correlation, name, dtype, axis=axis)


def _centered(
    y_true: Tensor, y_pred: Tensor, axis: int
) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """Return both without their means, and the means."""
    y_true, y_pred = paired(y_true, y_pred)
    means = [ops.mean(y, axis=axis, keepdims=True) for y in (y_true, y_pred)]
    return (y_true - means[0], y_pred - means[1]), (means[0], means[1])
