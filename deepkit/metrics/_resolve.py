"""Which metric or loss a name means, given the shapes of labels and predictions."""

from collections.abc import Callable
from typing import Literal

from deepkit.losses import (
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from deepkit.metrics._accuracy import (
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
)
from deepkit.typing import Shape, Tensor

Fn = Callable[..., Tensor]

_ACCURACY: dict[str, Fn] = {
    "binary": binary_accuracy,
    "sparse": sparse_categorical_accuracy,
    "categorical": categorical_accuracy,
}
_CROSSENTROPY: dict[str, Fn] = {
    "binary": binary_crossentropy,
    "sparse": sparse_categorical_crossentropy,
    "categorical": categorical_crossentropy,
}


def resolve(name: str, y_true_shape: Shape, y_pred_shape: Shape) -> Fn | None:
    """Return the function that a metric's name means for these shapes; None if not by shape.

    Args:
        name: `"accuracy"` and `"acc"`, `"crossentropy"` and `"ce"` depend on shapes.
        y_true_shape: of the labels.
        y_pred_shape: of the predictions.

    Example:
        >>> from deepkit import metrics
        >>> metrics.resolve("acc", (32,), (32, 10)).__name__
        'sparse_categorical_accuracy'
        >>> metrics.resolve("mae", (32,), (32, 1)) is None
        True
    """
    if name.lower() in ("accuracy", "acc"):
        return accuracy_for(y_true_shape, y_pred_shape)
    if name.lower() in ("crossentropy", "ce"):
        return crossentropy_loss_for(y_true_shape, y_pred_shape)
    return None


def accuracy_for(y_true_shape: Shape, y_pred_shape: Shape) -> Fn:
    """Return the binary, sparse or categorical accuracy.

    Args:
        y_true_shape: of the labels.
        y_pred_shape: of the predictions.

    Example:
        >>> from deepkit import metrics
        >>> metrics.accuracy_for((32, 1), (32, 1)).__name__
        'binary_accuracy'
    """
    return _ACCURACY[label_kind(y_true_shape, y_pred_shape)]


def crossentropy_loss_for(y_true_shape: Shape, y_pred_shape: Shape) -> Fn:
    """Return the binary, sparse or categorical crossentropy.

    Args:
        y_true_shape: of the labels.
        y_pred_shape: of the predictions.

    Example:
        >>> from deepkit import metrics
        >>> metrics.crossentropy_loss_for((32, 10), (32, 10)).__name__
        'categorical_crossentropy'
    """
    return _CROSSENTROPY[label_kind(y_true_shape, y_pred_shape)]


def label_kind(
    y_true_shape: Shape, y_pred_shape: Shape
) -> Literal["binary", "sparse", "categorical"]:
    """Tell from shapes whether labels are yes or no, numbers of classes, or one-hot."""
    if len(y_pred_shape) < 2 or y_pred_shape[-1] == 1:
        return "binary"
    if len(y_true_shape) < len(y_pred_shape) or y_true_shape[-1] == 1:
        return "sparse"
    return "categorical"
