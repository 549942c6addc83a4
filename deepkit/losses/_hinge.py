"""Losses that ask for a margin."""

from typing import Any

from deepkit import ops
from deepkit.losses._loss import LossFunctionWrapper
from deepkit.losses._pairing import paired
from deepkit.typing import Tensor


def hinge(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return `mean(max(1 - y_true y_pred, 0))` over the last axis.

    Args:
        y_true: -1 or 1; if all are 0 or 1, the zeros count as -1.
        y_pred: scores.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import losses
        >>> losses.hinge([[-1.0, 1.0]], [[0.5, 0.5]]).tolist()
        [1.0]
    """
    return ops.mean(_shortfall(y_true, y_pred), axis=-1)


def squared_hinge(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return `mean(max(1 - y_true y_pred, 0)²)` over the last axis.

    Args:
        y_true: -1 or 1; if all are 0 or 1, the zeros count as -1.
        y_pred: scores.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import losses
        >>> losses.squared_hinge([[-1.0, 1.0]], [[0.5, 0.5]]).tolist()
        [1.25]
    """
    return ops.mean(ops.square(_shortfall(y_true, y_pred)), axis=-1)


def categorical_hinge(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return `max(neg - pos + 1, 0)`: the best wrong score against that of the right class.

    `pos = sum(y_true y_pred)` and `neg = max((1 - y_true) y_pred)` over the last axis.

    Args:
        y_true: one-hot labels.
        y_pred: scores.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import losses
        >>> losses.categorical_hinge([[0.0, 1.0]], [[0.5, 0.75]]).tolist()
        [0.75]
    """
    y_true, y_pred = paired(y_true, y_pred)
    right = ops.sum(y_true * y_pred, axis=-1)
    wrong = ops.max((1.0 - y_true) * y_pred, axis=-1)
    return ops.maximum(wrong - right + 1.0, 0.0)


class Hinge(LossFunctionWrapper):
    """Ask scores for a margin: `mean(max(1 - y_true y_pred, 0))`.

    Args:
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true: (batch, ..., d) of -1 and 1, or of 0 and 1. y_pred: the same. result: scalar.

    Raises:
        ValueError: if there is no such reduction.

    Example:
        >>> from deepkit import losses
        >>> float(losses.Hinge()([[0.0], [1.0]], [[0.5], [0.5]]))
        1.0
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(hinge, reduction, name, dtype)


class SquaredHinge(LossFunctionWrapper):
    """Ask scores for a margin, large misses above all: `mean(max(1 - y_true y_pred, 0)²)`.

    Args:
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true: (batch, ..., d) of -1 and 1, or of 0 and 1. y_pred: the same. result: scalar.

    Raises:
        ValueError: if there is no such reduction.

    Example:
        >>> from deepkit import losses
        >>> float(losses.SquaredHinge()([[0.0], [1.0]], [[0.5], [0.5]]))
        1.25
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "squared_hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(squared_hinge, reduction, name, dtype)


class CategoricalHinge(LossFunctionWrapper):
    """Ask the right class for a margin over the best wrong one: `max(neg - pos + 1, 0)`.

    Args:
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true: (batch, ..., classes), one-hot. y_pred: the same. result: scalar.

    Raises:
        ValueError: if there is no such reduction.

    Example:
        >>> from deepkit import losses
        >>> float(losses.CategoricalHinge()([[0.0, 1.0]], [[0.5, 0.75]]))
        0.75
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(categorical_hinge, reduction, name, dtype)


def _shortfall(y_true: Tensor, y_pred: Tensor) -> Tensor:
    y_true, y_pred = paired(y_true, y_pred)
    binary = ops.all(ops.logical_or(ops.equal(y_true, 0.0), ops.equal(y_true, 1.0)))
    y_true = ops.where(binary, 2.0 * y_true - 1.0, y_true)
    return ops.maximum(1.0 - y_true * y_pred, 0.0)
