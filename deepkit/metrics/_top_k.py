"""The part of answers whose right class is among the best few."""

from typing import Any

from deepkit import backend, ops
from deepkit.errors import whole
from deepkit.metrics._accuracy import without_column
from deepkit.metrics._mean import MeanMetricWrapper
from deepkit.typing import Tensor


def top_k_categorical_accuracy(y_true: Tensor, y_pred: Tensor, k: int = 5) -> Tensor:
    """Return 1 where the right class is among the `k` highest scores, 0 elsewhere.

    Args:
        y_true: one-hot labels.
        y_pred: scores of the classes.
        k: how many scores count.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: (batch, ...).

    Raises:
        ValueError: if `k` is not a whole number above 0.

    Example:
        >>> from deepkit import metrics
        >>> scores = [[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]]
        >>> metrics.top_k_categorical_accuracy([[0, 1, 0], [0, 0, 1]], scores, k=2).tolist()
        [1.0, 0.0]
    """
    return sparse_top_k_categorical_accuracy(ops.argmax(y_true, axis=-1), y_pred, k)


def sparse_top_k_categorical_accuracy(
    y_true: Tensor, y_pred: Tensor, k: int = 5, from_sorted_ids: bool = False
) -> Tensor:
    """Return 1 where the right class is among the `k` highest scores, 0 elsewhere.

    Args:
        y_true: numbers of classes.
        y_pred: scores of the classes, or numbers of classes, the best first.
        k: how many scores count.
        from_sorted_ids: whether `y_pred` are numbers of classes.

    Shapes:
        y_true: (batch, ...) or (batch, ..., 1). y_pred: (batch, ..., classes). result:
        (batch, ...).

    Raises:
        ValueError: if `k` is not a whole number above 0.

    Example:
        >>> from deepkit import metrics
        >>> scores = [[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]]
        >>> metrics.sparse_top_k_categorical_accuracy([1, 2], scores, k=2).tolist()
        [1.0, 0.0]
    """
    whole(k=k)
    y_true, y_pred = without_column(y_true, y_pred)
    if from_sorted_ids:
        best = ops.cast(y_pred[..., :k], y_true.dtype)
        found = ops.any(ops.equal(ops.expand_dims(y_true, -1), best), axis=-1)
    else:
        found = ops.in_top_k(ops.cast(y_true, "int32"), y_pred, k)
    return ops.cast(found, backend.floatx())


class TopKCategoricalAccuracy(MeanMetricWrapper):
    """Measure how often the right class is among the `k` highest scores, labels being one-hot.

    Args:
        k: how many scores count.
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: scalar.

    Raises:
        ValueError: if `k` is not a whole number above 0.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.TopKCategoricalAccuracy(k=2)
        >>> float(metric([[0, 1, 0], [0, 0, 1]], [[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]]))
        0.5
    """

    direction = "up"

    def __init__(
        self, k: int = 5, name: str | None = "top_k_categorical_accuracy", dtype: Any = None
    ) -> None:
        super().__init__(top_k_categorical_accuracy, name, dtype, k=whole(k=k))


class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """Measure how often the right class is among the `k` highest scores, labels being numbers.

    Args:
        k: how many scores count.
        name: in logs and files.
        dtype: of the result; the floatx if None.
        from_sorted_ids: whether `y_pred` are numbers of classes, the best first, in place of
            scores.

    Shapes:
        y_true: (batch, ...) or (batch, ..., 1). y_pred: (batch, ..., classes). result: scalar.

    Raises:
        ValueError: if `k` is not a whole number above 0.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.SparseTopKCategoricalAccuracy(k=2)
        >>> float(metric([1, 2], [[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]]))
        0.5
    """

    direction = "up"

    def __init__(
        self,
        k: int = 5,
        name: str | None = "sparse_top_k_categorical_accuracy",
        dtype: Any = None,
        from_sorted_ids: bool = False,
    ) -> None:
        super().__init__(
            sparse_top_k_categorical_accuracy,
            name,
            dtype,
            k=whole(k=k),
            from_sorted_ids=from_sorted_ids,
        )
