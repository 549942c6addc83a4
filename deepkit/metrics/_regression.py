"""Differences between targets and predictions, averaged over all samples."""

from typing import Any

from deepkit import losses, ops
from deepkit.losses import (
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
    paired,
)
from deepkit.metrics._mean import MeanMetricWrapper
from deepkit.typing import Tensor


def squared_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return `(y_true - y_pred)²`, element by element."""
    y_true, y_pred = paired(y_true, y_pred)
    return ops.square(y_pred - y_true)


def cosine_similarity(y_true: Tensor, y_pred: Tensor, axis: int = -1) -> Tensor:
    """Return the cosine of the angle: 1 for equal directions, where the loss is -1."""
    return -losses.cosine_similarity(y_true, y_pred, axis)


class MeanSquaredError(MeanMetricWrapper):
    """Average `(y_true - y_pred)²`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.MeanSquaredError()([[0.0], [1.0]], [[1.0], [3.0]]))
        2.5
    """

    direction = "down"

    def __init__(self, name: str | None = "mean_squared_error", dtype: Any = None) -> None:
        super().__init__(mean_squared_error, name, dtype)


class MeanAbsoluteError(MeanMetricWrapper):
    """Average `|y_true - y_pred|`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.MeanAbsoluteError()([[0.0], [1.0]], [[1.0], [3.0]]))
        1.5
    """

    direction = "down"

    def __init__(self, name: str | None = "mean_absolute_error", dtype: Any = None) -> None:
        super().__init__(mean_absolute_error, name, dtype)


class MeanAbsolutePercentageError(MeanMetricWrapper):
    """Average `100 |y_true - y_pred| / |y_true|`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar, in percent.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.MeanAbsolutePercentageError()([[2.0], [4.0]], [[1.0], [5.0]]))
        37.5
    """

    direction = "down"

    def __init__(
        self, name: str | None = "mean_absolute_percentage_error", dtype: Any = None
    ) -> None:
        super().__init__(mean_absolute_percentage_error, name, dtype)


class MeanSquaredLogarithmicError(MeanMetricWrapper):
    """Average `(log(1 + y_true) - log(1 + y_pred))²`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.MeanSquaredLogarithmicError()([[1.0], [0.0]], [[3.0], [0.0]]))
        0.240
    """

    direction = "down"

    def __init__(
        self, name: str | None = "mean_squared_logarithmic_error", dtype: Any = None
    ) -> None:
        super().__init__(mean_squared_logarithmic_error, name, dtype)


class RootMeanSquaredError(MeanMetricWrapper):
    """Measure differences in the unit of the targets: `sqrt(mean((y_true - y_pred)²))`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.RootMeanSquaredError()([[0.0], [1.0]], [[1.0], [8.0]]))
        5.0
    """

    direction = "down"

    def __init__(self, name: str | None = "root_mean_squared_error", dtype: Any = None) -> None:
        super().__init__(squared_error, name, dtype)

    def result(self) -> Tensor:
        """Return the root of the mean."""
        return ops.sqrt(super().result())


class CosineSimilarity(MeanMetricWrapper):
    """Average the cosine of the angle between labels and predictions, from -1 to 1.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.
        axis: along which the vectors lie.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.CosineSimilarity()([[1.0, 0.0]], [[3.0, 4.0]]))
        0.6
    """

    direction = "up"

    def __init__(
        self, name: str | None = "cosine_similarity", dtype: Any = None, axis: int = -1
    ) -> None:
        super().__init__(cosine_similarity, name, dtype, axis=axis)


class LogCoshError(MeanMetricWrapper):
    """Average `log(cosh(y_pred - y_true))`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.LogCoshError()([[0.0], [0.0]], [[1.0], [0.0]]))
        0.217
    """

    direction = "down"

    def __init__(self, name: str | None = "logcosh", dtype: Any = None) -> None:
        super().__init__(log_cosh, name, dtype)
