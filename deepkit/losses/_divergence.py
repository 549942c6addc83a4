"""Losses between distributions: Kullback-Leibler and Poisson."""

from typing import Any

from deepkit import backend, ops
from deepkit.losses._loss import LossFunctionWrapper
from deepkit.losses._pairing import paired
from deepkit.typing import Tensor


def kl_divergence(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return `sum(y log(y / p))` over the last axis.

    Both are first clipped to `[backend.epsilon(), 1]`.

    Args:
        y_true: probabilities.
        y_pred: probabilities.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.

    Source:
        Kullback and Leibler, "On information and sufficiency", 1951,
        doi:10.1214/aoms/1177729694.

    Example:
        >>> from deepkit import losses
        >>> losses.kl_divergence([[0.5, 0.5]], [[0.25, 0.75]])  # (log(2) + log(2/3)) / 2
        Array([0.144], dtype=float32)
    """
    y_true, y_pred = (ops.clip(y, backend.epsilon(), 1.0) for y in paired(y_true, y_pred))
    return ops.sum(y_true * ops.log(y_true / y_pred), axis=-1)


def poisson(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return `mean(r - y log(r))` over the last axis, counts `y` having the expected value `r`.

    Args:
        y_true: counts.
        y_pred: expected counts, above 0.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import losses
        >>> losses.poisson([[3.0]], [[1.0]])
        Array([1.], dtype=float32)
    """
    y_true, y_pred = paired(y_true, y_pred)
    return ops.mean(y_pred - y_true * ops.log(y_pred + backend.epsilon()), axis=-1)


class KLDivergence(LossFunctionWrapper):
    """Penalize predicted distributions that are far from the true ones: `sum(y log(y / p))`.

    Args:
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: scalar.

    Raises:
        ValueError: if there is no such reduction.

    Source:
        Kullback and Leibler, "On information and sufficiency", 1951,
        doi:10.1214/aoms/1177729694.

    Example:
        >>> from deepkit import losses
        >>> float(losses.KLDivergence()([[0.5, 0.5]], [[0.25, 0.75]]))
        0.144
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "kl_divergence",
        dtype: Any = None,
    ) -> None:
        super().__init__(kl_divergence, reduction, name, dtype)


class Poisson(LossFunctionWrapper):
    """Penalize expected counts that make the counts unlikely: `mean(r - y log(r))`.

    It is the negative logarithm of the Poisson likelihood, but for a term of the labels alone.

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
        >>> float(losses.Poisson()([[3.0], [0.0]], [[1.0], [2.0]]))
        1.5
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "poisson",
        dtype: Any = None,
    ) -> None:
        super().__init__(poisson, reduction, name, dtype)
