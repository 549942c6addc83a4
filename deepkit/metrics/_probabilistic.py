"""Surprise at what is true, averaged over all samples."""

from typing import Any

from deepkit.errors import fraction
from deepkit.losses import (
    binary_crossentropy,
    categorical_crossentropy,
    kl_divergence,
    poisson,
    sparse_categorical_crossentropy,
)
from deepkit.metrics._mean import MeanMetricWrapper


class KLDivergence(MeanMetricWrapper):
    """Average the Kullback-Leibler divergence `sum(y log(y / p))`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.KLDivergence()([[0.5, 0.5]], [[0.25, 0.75]]))
        0.144
    """

    direction = "down"

    def __init__(self, name: str | None = "kl_divergence", dtype: Any = None) -> None:
        super().__init__(kl_divergence, name, dtype)


class Poisson(MeanMetricWrapper):
    """Average `r - y log(r)`, counts `y` having the expected value `r`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.Poisson()([[3.0], [0.0]], [[1.0], [2.0]]))
        1.5
    """

    direction = "down"

    def __init__(self, name: str | None = "poisson", dtype: Any = None) -> None:
        super().__init__(poisson, name, dtype)


class BinaryCrossentropy(MeanMetricWrapper):
    """Average `-(y log(p) + (1 - y) log(1 - p))`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.
        from_logits: whether `y_pred` are logits, any real numbers.
        label_smoothing: from 0 to 1; `s` draws labels towards 0.5: `y (1 - s) + s/2`.

    Shapes:
        y_true, y_pred: (batch, ..., d); result: scalar.

    Raises:
        ValueError: if `label_smoothing` is not between 0 and 1.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.BinaryCrossentropy()([[1.0], [0.0]], [[0.5], [0.5]]))
        0.693
    """

    direction = "down"

    def __init__(
        self,
        name: str | None = "binary_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
    ) -> None:
        super().__init__(
            binary_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=fraction(label_smoothing=label_smoothing),
        )


class CategoricalCrossentropy(MeanMetricWrapper):
    """Average `-sum(y log(p))`, labels being one-hot.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.
        from_logits: whether `y_pred` are logits, any real numbers.
        label_smoothing: from 0 to 1; `s` draws labels of `n` classes towards `1/n`.
        axis: the axis of the classes.

    Shapes:
        y_true, y_pred: (batch, ..., classes); result: scalar.

    Raises:
        ValueError: if `label_smoothing` is not between 0 and 1.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.CategoricalCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]]))
        0.693
    """

    direction = "down"

    def __init__(
        self,
        name: str | None = "categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
        axis: int = -1,
    ) -> None:
        super().__init__(
            categorical_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=fraction(label_smoothing=label_smoothing),
            axis=axis,
        )


class SparseCategoricalCrossentropy(MeanMetricWrapper):
    """Average `-log(p[y])`, labels being numbers of classes.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.
        from_logits: whether `y_pred` are logits, any real numbers.
        ignore_class: the label of samples that do not count.
        axis: the axis of the classes.

    Shapes:
        y_true: (batch, ...) or (batch, ..., 1). y_pred: (batch, ..., classes). result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.SparseCategoricalCrossentropy()([1, 0], [[0.5, 0.5], [0.5, 0.5]]))
        0.693
    """

    direction = "down"

    def __init__(
        self,
        name: str | None = "sparse_categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        ignore_class: int | None = None,
        axis: int = -1,
    ) -> None:
        super().__init__(
            sparse_categorical_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )
