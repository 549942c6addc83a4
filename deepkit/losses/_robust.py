"""Losses of regression that outliers do not rule."""

import math
from typing import Any

from deepkit import ops
from deepkit.errors import positive
from deepkit.losses._loss import LossFunctionWrapper
from deepkit.losses._pairing import paired
from deepkit.typing import Tensor


def huber(y_true: Tensor, y_pred: Tensor, delta: float = 1.0) -> Tensor:
    """Return the mean over the last axis of `e²/2` where `|e| <= δ`, of `δ|e| - δ²/2` elsewhere.

    Args:
        y_true: targets.
        y_pred: predictions; `e` is their difference from the targets.
        delta: above 0; where the square turns into a line.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.
        ValueError: if `delta` is not above 0.

    Source:
        Huber, "Robust estimation of a location parameter", 1964, doi:10.1214/aoms/1177703732.

    Example:
        >>> from deepkit import losses
        >>> losses.huber([[0.0], [0.0]], [[1.0], [3.0]]).tolist()
        [0.5, 2.5]
    """
    positive(delta=delta)
    y_true, y_pred = paired(y_true, y_pred)
    error = y_pred - y_true
    size = ops.abs(error)
    loss = ops.where(size <= delta, 0.5 * ops.square(error), delta * size - 0.5 * delta**2)
    return ops.mean(loss, axis=-1)


def log_cosh(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return `mean(log(cosh(y_pred - y_true)))` over the last axis.

    It is about `e²/2` for small differences and `|e| - log(2)` for large ones.

    Args:
        y_true: targets.
        y_pred: predictions.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import losses
        >>> losses.log_cosh([[0.0]], [[1.0]])
        Array([0.434], dtype=float32)
    """
    y_true, y_pred = paired(y_true, y_pred)
    error = y_pred - y_true
    return ops.mean(error + ops.softplus(-2.0 * error) - math.log(2.0), axis=-1)


class Huber(LossFunctionWrapper):
    """Penalize small differences by their square and large ones by their size.

    `e²/2` where `|e| <= δ`, else `δ|e| - δ²/2`, averaged.

    Args:
        delta: above 0; where the square turns into a line.
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Raises:
        ValueError: if `delta` is not above 0, or there is no such reduction.

    Source:
        Huber, "Robust estimation of a location parameter", 1964, doi:10.1214/aoms/1177703732.

    Example:
        >>> from deepkit import losses
        >>> float(losses.Huber(delta=2.0)([[0.0], [0.0]], [[1.0], [3.0]]))
        2.25
    """

    def __init__(
        self,
        delta: float = 1.0,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "huber_loss",
        dtype: Any = None,
    ) -> None:
        super().__init__(huber, reduction, name, dtype, delta=positive(delta=delta))


class LogCosh(LossFunctionWrapper):
    """Penalize differences by a smooth cousin of their size: `mean(log(cosh(y_pred - y_true)))`.

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
        >>> float(losses.LogCosh()([[0.0], [0.0]], [[1.0], [0.0]]))
        0.217
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "log_cosh",
        dtype: Any = None,
    ) -> None:
        super().__init__(log_cosh, reduction, name, dtype)
