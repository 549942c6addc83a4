"""Losses of choosing one class that weigh samples by how hard they are."""

from typing import Any

from deepkit import backend, ops
from deepkit.errors import fraction, not_negative
from deepkit.losses._categorical_crossentropy import one_hot_pair
from deepkit.losses._loss import LossFunctionWrapper
from deepkit.typing import Tensor


def categorical_focal_crossentropy(
    y_true: Tensor,
    y_pred: Tensor,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Tensor:
    """Return `-sum(alpha (1 - p)^gamma y log(p))` over the classes.

    Args:
        y_true: one-hot labels.
        y_pred: probabilities, which are scaled to sum to 1, or logits.
        alpha: 0 or more; a weight, or one for each class.
        gamma: 0 or more; how little easy examples count.
        from_logits: whether `y_pred` are logits, any real numbers.
        label_smoothing: from 0 to 1; `s` draws labels of `n` classes towards `1/n`.
        axis: the axis of the classes.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.
        ValueError: if `alpha`, `gamma` or `label_smoothing` is out of its range.

    Source:
        Lin et al., "Focal loss for dense object detection", 2017, arXiv:1708.02002, eq. 5, over
        a softmax in place of a sigmoid.

    Example:
        >>> from deepkit import losses
        >>> losses.categorical_focal_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])  # log(2) / 16
        Array([0.0433], dtype=float32)
    """
    _check(alpha, gamma)
    y_true, y_pred = one_hot_pair(y_true, y_pred, axis, label_smoothing)
    p = ops.softmax(y_pred, axis=axis) if from_logits else y_pred
    p = p / ops.sum(p, axis=axis, keepdims=True)
    p = ops.clip(p, backend.epsilon(), 1.0 - backend.epsilon())
    weight = ops.power(1.0 - p, gamma) * ops.convert_to_tensor(alpha, p.dtype)
    return -ops.sum(weight * y_true * ops.log(p), axis=axis)


class CategoricalFocalCrossentropy(LossFunctionWrapper):
    """Penalize wrong choices of a class, hard samples above all.

    `-sum(alpha (1 - p)^gamma y log(p))` over the classes.

    Args:
        alpha: 0 or more; a weight, or one for each class.
        gamma: 0 or more; how little easy examples count.
        from_logits: whether `y_pred` are logits, any real numbers.
        label_smoothing: from 0 to 1; `s` draws labels of `n` classes towards `1/n`.
        axis: the axis of the classes.
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: scalar.

    Raises:
        ValueError: if `alpha`, `gamma` or `label_smoothing` is out of its range, or there is no
            such reduction.

    Source:
        Lin et al., "Focal loss for dense object detection", 2017, arXiv:1708.02002, eq. 5, over
        a softmax in place of a sigmoid.

    Example:
        >>> from deepkit import losses
        >>> loss = losses.CategoricalFocalCrossentropy(alpha=1.0, gamma=1.0)
        >>> float(loss([[0.0, 1.0]], [[0.5, 0.5]]))  # log(2) / 2
        0.347
    """

    def __init__(
        self,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        _check(alpha, gamma)
        fraction(label_smoothing=label_smoothing)
        super().__init__(
            categorical_focal_crossentropy,
            reduction,
            name,
            dtype,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


def _check(alpha: Any, gamma: float) -> None:
    for one in alpha if isinstance(alpha, (list, tuple)) else [alpha]:
        not_negative(alpha=one)
    not_negative(gamma=gamma)
