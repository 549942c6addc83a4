"""Losses of segmentation that measure how far regions overlap."""

from collections.abc import Sequence
from typing import Any

from deepkit import backend, ops
from deepkit.errors import not_negative
from deepkit.losses._loss import LossFunctionWrapper
from deepkit.losses._pairing import paired
from deepkit.typing import Tensor

Axes = int | Sequence[int] | None


def dice(y_true: Tensor, y_pred: Tensor, axis: Axes = None) -> Tensor:
    """Return `1 - 2 sum(y p) / (sum(y) + sum(p))`.

    Args:
        y_true: 0 or 1.
        y_pred: probabilities.
        axis: the axes summed over; all of them, the batch too, if None.

    Shapes:
        y_true, y_pred: (batch, ...); result: without the axes summed over.

    Raises:
        ShapeError: if the shapes do not fit.

    Source:
        Milletari et al., "V-Net", 2016, arXiv:1606.04797, section 3, without squares below.

    Example:
        >>> from deepkit import losses
        >>> float(losses.dice([[1.0, 0.0]], [[0.5, 0.5]]))  # 1 - 2 * 0.5 / (1 + 1)
        0.5
    """
    y_true, y_pred = paired(y_true, y_pred)
    both = ops.sum(y_true * y_pred, axis=axis)
    size = ops.sum(y_true, axis=axis) + ops.sum(y_pred, axis=axis)
    return 1.0 - 2.0 * both / (size + backend.epsilon())


def tversky(
    y_true: Tensor, y_pred: Tensor, alpha: float = 0.5, beta: float = 0.5, axis: Axes = None
) -> Tensor:
    """Return `1 - both / (both + alpha missed + β false)`.

    `both = sum(y p)`, `missed = sum(y (1 - p))` and `false = sum((1 - y) p)`.

    Args:
        y_true: 0 or 1.
        y_pred: probabilities.
        alpha: 0 or more; what missed pixels cost.
        beta: 0 or more; what false pixels cost.
        axis: the axes summed over; all of them, the batch too, if None.

    Shapes:
        y_true, y_pred: (batch, ...); result: without the axes summed over.

    Raises:
        ShapeError: if the shapes do not fit.
        ValueError: if `alpha` or `beta` is below 0.

    Source:
        Salehi et al., "Tversky loss function for image segmentation", 2017, arXiv:1706.05721,
        eq. 3, with the roles of alpha and beta exchanged, as in Keras.

    Example:
        >>> from deepkit import losses
        >>> float(losses.tversky([[1.0, 0.0]], [[0.5, 0.5]], alpha=1.0, beta=2.0))
        0.75
    """
    not_negative(alpha=alpha)
    not_negative(beta=beta)
    y_true, y_pred = paired(y_true, y_pred)
    both = ops.sum(y_true * y_pred, axis=axis)
    missed = ops.sum(y_true * (1.0 - y_pred), axis=axis)
    false = ops.sum((1.0 - y_true) * y_pred, axis=axis)
    return 1.0 - both / (both + alpha * missed + beta * false + backend.epsilon())


class Dice(LossFunctionWrapper):
    """Penalize regions that overlap little: `1 - 2 sum(y p) / (sum(y) + sum(p))`.

    Args:
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        axis: the axes summed over; all of them, the batch too, if None. Leave the batch out to
            weigh samples: `axis=(1, 2, 3)`.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ...); result: scalar.

    Raises:
        ValueError: if there is no such reduction.

    Source:
        Milletari et al., "V-Net", 2016, arXiv:1606.04797, section 3, without squares below.

    Example:
        >>> from deepkit import losses
        >>> float(losses.Dice(axis=-1)([[1.0, 0.0], [1.0, 0.0]], [[0.5, 0.5], [1.0, 0.0]]))
        0.25
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "dice",
        axis: Axes = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dice, reduction, name, dtype, axis=axis)


class Tversky(LossFunctionWrapper):
    """Penalize regions that overlap little, missed and false pixels each at its own price.

    `1 - both / (both + alpha missed + β false)`, see `tversky`.

    Args:
        alpha: 0 or more; what missed pixels cost.
        beta: 0 or more; what false pixels cost.
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        axis: the axes summed over; all of them, the batch too, if None.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ...); result: scalar.

    Raises:
        ValueError: if `alpha` or `beta` is below 0, or there is no such reduction.

    Source:
        Salehi et al., "Tversky loss function for image segmentation", 2017, arXiv:1706.05721,
        eq. 3, with the roles of alpha and beta exchanged, as in Keras.

    Example:
        >>> from deepkit import losses
        >>> float(losses.Tversky(alpha=1.0, beta=2.0)([[1.0, 0.0]], [[0.5, 0.5]]))
        0.75
    """

    def __init__(
        self,
        alpha: float = 0.5,
        beta: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "tversky",
        axis: Axes = None,
        dtype: Any = None,
    ) -> None:
        not_negative(alpha=alpha)
        not_negative(beta=beta)
        super().__init__(tversky, reduction, name, dtype, alpha=alpha, beta=beta, axis=axis)
