"""Losses of yes-or-no questions, each output one of its own."""

from typing import Any

from deepkit import ops
from deepkit.errors import fraction, not_negative
from deepkit.losses._loss import LossFunctionWrapper
from deepkit.losses._pairing import paired, smoothed
from deepkit.typing import Tensor


def binary_crossentropy(
    y_true: Tensor,
    y_pred: Tensor,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Tensor:
    """Return `-mean(y log(p) + (1 - y) log(1 - p))` over an axis.

    Args:
        y_true: 0, 1 or a probability between.
        y_pred: probabilities, or their logits.
        from_logits: whether `y_pred` are logits, any real numbers.
        label_smoothing: from 0 to 1; `s` draws labels towards 0.5: `y (1 - s) + s/2`.
        axis: the axis of the mean.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.
        ValueError: if `label_smoothing` is not between 0 and 1.

    Example:
        >>> from deepkit import losses
        >>> losses.binary_crossentropy([[1.0], [0.0]], [[0.5], [0.1]]).tolist()  # log(2), -log(0.9)
        [0.693, 0.105]
    """
    y_true, y_pred = paired(y_true, y_pred)
    y_true = smoothed(y_true, label_smoothing, classes=2)
    return ops.mean(ops.binary_crossentropy(y_true, y_pred, from_logits=from_logits), axis=axis)


def binary_focal_crossentropy(
    y_true: Tensor,
    y_pred: Tensor,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Tensor:
    """Return `mean((1 - p_t)^gamma crossentropy)` over an axis.

    `p_t` is the probability given to what is true.

    Args:
        y_true: 0, 1 or a probability between.
        y_pred: probabilities, or their logits.
        apply_class_balancing: whether to weigh ones by `alpha` and zeros by `1 - alpha`.
        alpha: from 0 to 1.
        gamma: 0 or more; how little easy examples count.
        from_logits: whether `y_pred` are logits, any real numbers.
        label_smoothing: from 0 to 1; `s` draws labels towards 0.5: `y (1 - s) + s/2`.
        axis: the axis of the mean.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.
        ValueError: if `alpha`, `gamma` or `label_smoothing` is out of its range.

    Source:
        Lin et al., "Focal loss for dense object detection", 2017, arXiv:1708.02002, eq. 4 and 5.

    Example:
        >>> from deepkit import losses
        >>> losses.binary_focal_crossentropy([[1.0]], [[0.5]])  # log(2) / 4
        Array([0.173], dtype=float32)
    """
    _check(alpha, gamma)
    y_true, y_pred = paired(y_true, y_pred)
    y_true = smoothed(y_true, label_smoothing, classes=2)
    p = ops.sigmoid(y_pred) if from_logits else y_pred
    p_true = y_true * p + (1.0 - y_true) * (1.0 - p)
    loss = ops.power(1.0 - p_true, gamma) * ops.binary_crossentropy(y_true, p)
    if apply_class_balancing:
        loss = loss * (y_true * alpha + (1.0 - y_true) * (1.0 - alpha))
    return ops.mean(loss, axis=axis)


class BinaryCrossentropy(LossFunctionWrapper):
    """Penalize wrong answers to yes-or-no questions: `-mean(y log(p) + (1 - y) log(1 - p))`.

    Args:
        from_logits: whether `y_pred` are logits, any real numbers, which is more exact.
        label_smoothing: from 0 to 1; `s` draws labels towards 0.5: `y (1 - s) + s/2`.
        axis: the axis of the mean.
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Raises:
        ValueError: if `label_smoothing` is not between 0 and 1, or there is no such reduction.

    Example:
        >>> from deepkit import losses
        >>> float(losses.BinaryCrossentropy(from_logits=True)([[1.0], [0.0]], [[0.0], [0.0]]))
        0.693
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "binary_crossentropy",
        dtype: Any = None,
    ) -> None:
        fraction(label_smoothing=label_smoothing)
        super().__init__(
            binary_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


class BinaryFocalCrossentropy(LossFunctionWrapper):
    """Penalize wrong answers to yes-or-no questions, hard ones above all.

    `mean((1 - p_t)^gamma crossentropy)`, `p_t` the probability of what is true.

    Args:
        apply_class_balancing: whether to weigh ones by `alpha` and zeros by `1 - alpha`.
        alpha: from 0 to 1.
        gamma: 0 or more; how little easy examples count.
        from_logits: whether `y_pred` are logits, any real numbers.
        label_smoothing: from 0 to 1; `s` draws labels towards 0.5: `y (1 - s) + s/2`.
        axis: the axis of the mean.
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Raises:
        ValueError: if `alpha`, `gamma` or `label_smoothing` is out of its range, or there is no
            such reduction.

    Source:
        Lin et al., "Focal loss for dense object detection", 2017, arXiv:1708.02002, eq. 4 and 5.

    Example:
        >>> from deepkit import losses
        >>> float(losses.BinaryFocalCrossentropy(gamma=1.0)([[1.0]], [[0.5]]))  # log(2) / 2
        0.347
    """

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "binary_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        _check(alpha, gamma)
        fraction(label_smoothing=label_smoothing)
        super().__init__(
            binary_focal_crossentropy,
            reduction,
            name,
            dtype,
            apply_class_balancing=apply_class_balancing,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


def _check(alpha: float, gamma: float) -> None:
    fraction(alpha=alpha)
    not_negative(gamma=gamma)
