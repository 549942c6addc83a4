"""Losses of regression that average a function of the difference."""

from typing import Any

from deepkit import backend, ops
from deepkit.losses._loss import LossFunctionWrapper
from deepkit.losses._pairing import paired
from deepkit.typing import Tensor


def mean_squared_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return `mean((y_true - y_pred)²)` over the last axis.

    Args:
        y_true: targets.
        y_pred: predictions.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import losses
        >>> losses.mean_squared_error([[0.0, 1.0], [2.0, 2.0]], [[1.0, 1.0], [2.0, 4.0]]).tolist()
        [0.5, 2.0]
    """
    y_true, y_pred = paired(y_true, y_pred)
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


def mean_absolute_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return `mean(|y_true - y_pred|)` over the last axis.

    Args:
        y_true: targets.
        y_pred: predictions.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import losses
        >>> losses.mean_absolute_error([[0.0, 1.0], [2.0, 2.0]], [[1.0, 1.0], [2.0, 4.0]]).tolist()
        [0.5, 1.0]
    """
    y_true, y_pred = paired(y_true, y_pred)
    return ops.mean(ops.abs(y_true - y_pred), axis=-1)


def mean_absolute_percentage_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return `100 mean(|y_true - y_pred| / max(|y_true|, ε))` over the last axis.

    `ε` is `backend.epsilon()`; a target of 0 makes the result very large.

    Args:
        y_true: targets, other than 0.
        y_pred: predictions.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: (batch, ...), in percent.

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import losses
        >>> losses.mean_absolute_percentage_error([[2.0, 4.0]], [[1.0, 5.0]]).tolist()
        [37.5]
    """
    y_true, y_pred = paired(y_true, y_pred)
    scale = ops.maximum(ops.abs(y_true), backend.epsilon())
    return 100.0 * ops.mean(ops.abs((y_true - y_pred) / scale), axis=-1)


def mean_squared_logarithmic_error(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return `mean((log(1 + y_true) - log(1 + y_pred))²)` over the last axis.

    Values below `backend.epsilon()` count as that.

    Args:
        y_true: targets, not below 0.
        y_pred: predictions, not below 0.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import losses
        >>> losses.mean_squared_logarithmic_error([[1.0]], [[3.0]])  # log(2)²
        Array([0.480], dtype=float32)
    """
    y_true, y_pred = paired(y_true, y_pred)
    logs = [ops.log(ops.maximum(y, backend.epsilon()) + 1.0) for y in (y_true, y_pred)]
    return ops.mean(ops.square(logs[0] - logs[1]), axis=-1)


class MeanSquaredError(LossFunctionWrapper):
    """Penalize squared differences: `mean((y_true - y_pred)²)`.

    Args:
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Raises:
        ValueError: if there is no such reduction.

    Example:
        >>> from deepkit import losses
        >>> float(losses.MeanSquaredError()([[0.0], [1.0]], [[1.0], [3.0]]))
        2.5
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_squared_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_squared_error, reduction, name, dtype)


class MeanAbsoluteError(LossFunctionWrapper):
    """Penalize differences by their size: `mean(|y_true - y_pred|)`.

    Args:
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Raises:
        ValueError: if there is no such reduction.

    Example:
        >>> from deepkit import losses
        >>> float(losses.MeanAbsoluteError()([[0.0], [1.0]], [[1.0], [3.0]]))
        1.5
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_absolute_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_absolute_error, reduction, name, dtype)


class MeanAbsolutePercentageError(LossFunctionWrapper):
    """Penalize differences in percent of the target: `100 mean(|y_true - y_pred| / |y_true|)`.

    Args:
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar, in percent.

    Raises:
        ValueError: if there is no such reduction.

    Example:
        >>> from deepkit import losses
        >>> float(losses.MeanAbsolutePercentageError()([[2.0], [4.0]], [[1.0], [5.0]]))
        37.5
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_absolute_percentage_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_absolute_percentage_error, reduction, name, dtype)


class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """Penalize squared differences of logarithms: `mean((log(1 + y_true) - log(1 + y_pred))²)`.

    Args:
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Raises:
        ValueError: if there is no such reduction.

    Example:
        >>> from deepkit import losses
        >>> loss = losses.MeanSquaredLogarithmicError()
        >>> float(loss([[1.0], [0.0]], [[3.0], [0.0]]))  # log(2)² / 2
        0.240
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_squared_logarithmic_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_squared_logarithmic_error, reduction, name, dtype)
