"""The part of answers that are right."""

from typing import Any

from deepkit import backend, ops
from deepkit.losses import match_rank, paired
from deepkit.metrics._mean import MeanMetricWrapper
from deepkit.typing import Tensor


def accuracy(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return 1 where label and prediction are equal, 0 elsewhere."""
    return right(*match_rank(ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)))


def binary_accuracy(y_true: Tensor, y_pred: Tensor, threshold: float = 0.5) -> Tensor:
    """Return 1 where the prediction is on the label's side of the threshold, 0 elsewhere.

    Args:
        y_true: 0 or 1.
        y_pred: probabilities.
        threshold: predictions above it count as 1.

    Shapes:
        y_true, y_pred: (batch, ...), a last axis of 1 may be missing; result: the same.

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import metrics
        >>> metrics.binary_accuracy([1, 1, 0], [0.9, 0.4, 0.5]).tolist()
        [1.0, 0.0, 1.0]
    """
    y_true, y_pred = paired(y_true, y_pred)
    return right(y_true, ops.cast(ops.greater(y_pred, threshold), y_true.dtype))


def categorical_accuracy(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return 1 where the highest score is that of the right class, 0 elsewhere.

    Args:
        y_true: one-hot labels.
        y_pred: scores of the classes.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: (batch, ...).

    Example:
        >>> from deepkit import metrics
        >>> metrics.categorical_accuracy([[0, 1], [1, 0]], [[0.2, 0.8], [0.3, 0.7]]).tolist()
        [1.0, 0.0]
    """
    return right(ops.argmax(y_true, axis=-1), ops.argmax(y_pred, axis=-1))


def sparse_categorical_accuracy(y_true: Tensor, y_pred: Tensor) -> Tensor:
    """Return 1 where the highest score is that of the right class, 0 elsewhere.

    Args:
        y_true: numbers of classes.
        y_pred: scores of the classes.

    Shapes:
        y_true: (batch, ...) or (batch, ..., 1). y_pred: (batch, ..., classes). result:
        (batch, ...).

    Example:
        >>> from deepkit import metrics
        >>> metrics.sparse_categorical_accuracy([1, 0], [[0.2, 0.8], [0.3, 0.7]]).tolist()
        [1.0, 0.0]
    """
    y_true, y_pred = without_column(y_true, y_pred)
    return right(y_true, ops.argmax(y_pred, axis=-1))


def without_column(y_true: Tensor, y_pred: Tensor) -> tuple[Tensor, Tensor]:
    """Return numbers of classes without a last axis of size 1, and scores."""
    y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
    if len(y_true.shape) == len(y_pred.shape) and y_true.shape[-1] == 1:
        y_true = ops.squeeze(y_true, -1)
    return y_true, y_pred


def right(y_true: Tensor, answer: Tensor) -> Tensor:
    """Return 1 where an answer is that of the label, 0 elsewhere."""
    return ops.cast(ops.equal(y_true, answer), backend.floatx())


class Accuracy(MeanMetricWrapper):
    """Measure how often predictions are equal to labels: `mean(y_true == y_pred)`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ...); result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.Accuracy()([1, 2, 3, 4], [1, 2, 3, 0]))
        0.75
    """

    direction = "up"

    def __init__(self, name: str | None = "accuracy", dtype: Any = None) -> None:
        super().__init__(accuracy, name, dtype)


class BinaryAccuracy(MeanMetricWrapper):
    """Measure how often yes-or-no answers are right: `mean(y_true == (y_pred > threshold))`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.
        threshold: predictions above it count as 1.

    Shapes:
        y_true, y_pred: (batch, ...), a last axis of 1 may be missing; result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.BinaryAccuracy()([1, 1, 0, 0], [0.9, 0.4, 0.5, 0.1]))
        0.75
    """

    direction = "up"

    def __init__(
        self, name: str | None = "binary_accuracy", dtype: Any = None, threshold: float = 0.5
    ) -> None:
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)


class CategoricalAccuracy(MeanMetricWrapper):
    """Measure how often the right class has the highest score, labels being one-hot.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.CategoricalAccuracy()([[0, 1], [1, 0]], [[0.2, 0.8], [0.3, 0.7]]))
        0.5
    """

    direction = "up"

    def __init__(self, name: str | None = "categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(categorical_accuracy, name, dtype)


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """Measure how often the right class has the highest score, labels being numbers.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true: (batch, ...) or (batch, ..., 1). y_pred: (batch, ..., classes). result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.SparseCategoricalAccuracy()([1, 0], [[0.2, 0.8], [0.3, 0.7]]))
        0.5
    """

    direction = "up"

    def __init__(self, name: str | None = "sparse_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(sparse_categorical_accuracy, name, dtype)
