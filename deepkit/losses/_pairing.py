"""Labels and predictions brought to one dtype and to shapes that fit."""

from deepkit import backend, ops
from deepkit.errors import ShapeError, fraction
from deepkit.losses._reduction import fits, match_rank
from deepkit.typing import Tensor


def paired(y_true: Tensor, y_pred: Tensor) -> tuple[Tensor, Tensor]:
    """Return labels and predictions as floats of one dtype and of shapes that fit.

    Args:
        y_true: labels.
        y_pred: predictions; whole numbers become the floatx.

    Shapes:
        y_true, y_pred: the same, but for a last axis of size 1 that one may lack, and for axes
        of size 1 that arithmetic repeats.

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import losses
        >>> [y.shape for y in losses.paired([1, 0], [[0.5], [0.5]])]
        [(2, 1), (2, 1)]
    """
    y_pred = as_float(y_pred)
    y_true, y_pred = match_rank(ops.convert_to_tensor(y_true, y_pred.dtype), y_pred)
    ranks = {len(y_true.shape), len(y_pred.shape)} - {0}
    if len(ranks) > 1 or not fits(y_true.shape, y_pred.shape):
        raise ShapeError(
            f"`y_true` must have the shape of `y_pred`, got {tuple(y_true.shape)} and "
            f"{tuple(y_pred.shape)}.{_cure(len(y_true.shape), len(y_pred.shape))}"
        )
    return y_true, y_pred


def as_float(x: Tensor) -> Tensor:
    """Return a floating array; whole numbers take the floatx."""
    x = ops.convert_to_tensor(x)
    return x if backend.is_float(x.dtype) else ops.cast(x, backend.floatx())


def smoothed(y_true: Tensor, label_smoothing: float, classes: int) -> Tensor:
    """Return labels with a part of each handed out evenly over the classes."""
    fraction(label_smoothing=label_smoothing)
    if not label_smoothing:
        return y_true
    return y_true * (1.0 - label_smoothing) + label_smoothing / classes


def _cure(true_rank: int, pred_rank: int) -> str:
    if true_rank == pred_rank - 1:
        return " For whole-number class labels use a `sparse_` loss or one-hot labels."
    return ""
