"""Losses of choosing one class of several."""

import warnings
from typing import Any

from deepkit import ops
from deepkit.errors import ShapeError, fraction
from deepkit.losses._loss import LossFunctionWrapper
from deepkit.losses._masking import with_mask
from deepkit.losses._pairing import as_float, paired, smoothed
from deepkit.losses._reduction import fits
from deepkit.typing import Tensor


def categorical_crossentropy(
    y_true: Tensor,
    y_pred: Tensor,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Tensor:
    """Return `-sum(y log(p))` over the classes.

    Args:
        y_true: one-hot labels, or probabilities.
        y_pred: probabilities, which are scaled to sum to 1, or logits.
        from_logits: whether `y_pred` are logits, any real numbers.
        label_smoothing: from 0 to 1; `s` draws labels of `n` classes towards `1/n`.
        axis: the axis of the classes.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.
        ValueError: if `label_smoothing` is not between 0 and 1.

    Example:
        >>> from deepkit import losses
        >>> losses.categorical_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])  # log(2)
        Array([0.693], dtype=float32)
    """
    y_true, y_pred = one_hot_pair(y_true, y_pred, axis, label_smoothing)
    return ops.categorical_crossentropy(y_true, y_pred, from_logits=from_logits, axis=axis)


def sparse_categorical_crossentropy(
    y_true: Tensor,
    y_pred: Tensor,
    from_logits: bool = False,
    ignore_class: int | None = None,
    axis: int = -1,
) -> Tensor:
    """Return `-log(p[y])`, the labels being the numbers of the classes.

    Args:
        y_true: numbers of classes, from 0.
        y_pred: probabilities, which are scaled to sum to 1, or logits.
        from_logits: whether `y_pred` are logits, any real numbers.
        ignore_class: the label of samples that do not count; they get 0, and a `Loss` leaves
            them out of its mean.
        axis: the axis of the classes in `y_pred`.

    Shapes:
        y_true: (batch, ...) or (batch, ..., 1). y_pred: (batch, ..., classes). result:
        (batch, ...).

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import losses
        >>> losses.sparse_categorical_crossentropy([1, 0], [[0.5, 0.5], [0.9, 0.1]]).tolist()
        [0.693, 0.105]
    """
    y_pred = ops.moveaxis(as_float(y_pred), axis, -1)
    y_true = ops.cast(ops.convert_to_tensor(y_true), "int32")
    if len(y_true.shape) == len(y_pred.shape) and y_true.shape[axis] == 1:
        y_true = ops.squeeze(y_true, axis)
    _check_sparse(y_true, y_pred)
    if ignore_class is None:
        return ops.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits)
    valid = ops.not_equal(y_true, ignore_class)
    # Scores are replaced too, and not by zeros: the gradient of 0/0 would spoil all others.
    y_pred = ops.where(ops.expand_dims(valid, -1), y_pred, 1.0)
    loss = ops.sparse_categorical_crossentropy(
        ops.where(valid, y_true, 0), y_pred, from_logits=from_logits
    )
    return with_mask(ops.where(valid, loss, 0.0), valid)


class CategoricalCrossentropy(LossFunctionWrapper):
    """Penalize wrong choices of a class, labels being one-hot: `-sum(y log(p))`.

    Args:
        from_logits: whether `y_pred` are logits, any real numbers, which is more exact.
        label_smoothing: from 0 to 1; `s` draws labels of `n` classes towards `1/n`.
        axis: the axis of the classes.
        reduction: how the values of samples become one, see `Loss`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: scalar.

    Raises:
        ValueError: if `label_smoothing` is not between 0 and 1, or there is no such reduction.

    Example:
        >>> from deepkit import losses
        >>> float(losses.CategoricalCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]]))
        0.693
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        fraction(label_smoothing=label_smoothing)
        super().__init__(
            categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """Penalize wrong choices of a class, labels being numbers: `-log(p[y])`.

    Args:
        from_logits: whether `y_pred` are logits, any real numbers, which is more exact.
        ignore_class: the label of samples that do not count.
        reduction: how the values of samples become one, see `Loss`.
        axis: the axis of the classes in `y_pred`.
        name: in logs and files.
        dtype: the values are computed in; the floatx if None.

    Shapes:
        y_true: (batch, ...) or (batch, ..., 1). y_pred: (batch, ..., classes). result: scalar.

    Raises:
        ValueError: if there is no such reduction.

    Example:
        >>> from deepkit import losses
        >>> loss = losses.SparseCategoricalCrossentropy(ignore_class=-1)
        >>> float(loss([1, -1], [[0.5, 0.5], [0.9, 0.1]]))
        0.693
    """

    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: int | None = None,
        reduction: str | None = "sum_over_batch_size",
        axis: int = -1,
        name: str | None = "sparse_categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            sparse_categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )


def one_hot_pair(
    y_true: Tensor, y_pred: Tensor, axis: int, label_smoothing: float
) -> tuple[Tensor, Tensor]:
    """Return smoothed labels and predictions of several classes, and warn if there is only one."""
    y_true, y_pred = paired(y_true, y_pred)
    classes = y_pred.shape[axis]
    if classes == 1:
        warnings.warn(
            f"A categorical loss of predictions of shape {tuple(y_pred.shape)} has one class to "
            "choose from and is always 0; use `binary_crossentropy`.",
            SyntaxWarning,
            stacklevel=3,
        )
    return smoothed(y_true, label_smoothing, classes), y_pred


def _check_sparse(y_true: Tensor, y_pred: Tensor) -> None:
    leading = y_pred.shape[:-1]
    if len(y_true.shape) != len(leading) or not fits(y_true.shape, leading):
        raise ShapeError(
            f"`y_true` must have the shape of `y_pred` without its classes, got "
            f"{tuple(y_true.shape)} and {tuple(y_pred.shape)}. For one-hot labels use "
            "`categorical_crossentropy`."
        )
