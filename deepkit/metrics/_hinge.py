"""Margins of scores, averaged over all samples."""

from typing import Any

from deepkit.losses import categorical_hinge, hinge, squared_hinge
from deepkit.metrics._mean import MeanMetricWrapper


class Hinge(MeanMetricWrapper):
    """Average `max(1 - y_true y_pred, 0)`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true: (batch, ..., d) of -1 and 1, or of 0 and 1. y_pred: the same. result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.Hinge()([[0.0], [1.0]], [[0.5], [0.5]]))
        1.0
    """

    direction = "down"

    def __init__(self, name: str | None = "hinge", dtype: Any = None) -> None:
        super().__init__(hinge, name, dtype)


class SquaredHinge(MeanMetricWrapper):
    """Average `max(1 - y_true y_pred, 0)²`.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true: (batch, ..., d) of -1 and 1, or of 0 and 1. y_pred: the same. result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.SquaredHinge()([[0.0], [1.0]], [[0.5], [0.5]]))
        1.25
    """

    direction = "down"

    def __init__(self, name: str | None = "squared_hinge", dtype: Any = None) -> None:
        super().__init__(squared_hinge, name, dtype)


class CategoricalHinge(MeanMetricWrapper):
    """Average `max(neg - pos + 1, 0)`: the best wrong score against that of the right class.

    Args:
        name: in logs and files.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true: (batch, ..., classes), one-hot. y_pred: the same. result: scalar.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.CategoricalHinge()([[0.0, 1.0]], [[0.5, 0.75]]))
        0.75
    """

    direction = "down"

    def __init__(self, name: str | None = "categorical_hinge", dtype: Any = None) -> None:
        super().__init__(categorical_hinge, name, dtype)
