"""Metrics that count right or wrong answers."""

from collections.abc import Sequence
from typing import Any

from deepkit import ops
from deepkit.metrics._confusion import Confusion, checked_thresholds, single
from deepkit.typing import Tensor


class ConditionCount(Confusion):
    """Keep one of the four counts.

    Args:
        condition: which of `COUNTS`.
        thresholds: from 0 to 1; one or several.
        name: in logs and files.
        dtype: of the result.
    """

    def __init__(self, condition: str, thresholds: Any, name: str | None, dtype: Any) -> None:
        super().__init__(checked_thresholds(thresholds), [condition], name=name, dtype=dtype)
        self.make_variables()

    def result(self) -> Tensor:
        """Return the count, one for each threshold if there are several."""
        return single(ops.convert_to_tensor(getattr(self, self.counts[0])))


class FalseNegatives(ConditionCount):
    """Count missed positives: `sum(weight)` where the label is 1 and the prediction 0.

    Args:
        thresholds: from 0 to 1; one (0.5 if None) or several.
        name: in logs and files; made of the class's name if None.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ...); result: scalar, or (thresholds,) for several.

    Raises:
        ValueError: if a threshold is not between 0 and 1.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.FalseNegatives()
        >>> float(metric([0, 1, 1, 0, 1], [0.9, 0.8, 0.3, 0.2, 0.6]))
        1.0
    """

    direction = "down"

    def __init__(
        self,
        thresholds: float | Sequence[float] | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__("false_negatives", thresholds, name, dtype)


class FalsePositives(ConditionCount):
    """Count false alarms: `sum(weight)` where the label is 0 and the prediction 1.

    Args:
        thresholds: from 0 to 1; one (0.5 if None) or several.
        name: in logs and files; made of the class's name if None.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ...); result: scalar, or (thresholds,) for several.

    Raises:
        ValueError: if a threshold is not between 0 and 1.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.FalsePositives()
        >>> float(metric([0, 1, 1, 0, 1], [0.9, 0.8, 0.3, 0.2, 0.6]))
        1.0
    """

    direction = "down"

    def __init__(
        self,
        thresholds: float | Sequence[float] | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__("false_positives", thresholds, name, dtype)


class TrueNegatives(ConditionCount):
    """Count negatives that were seen: `sum(weight)` where label and prediction are 0.

    Args:
        thresholds: from 0 to 1; one (0.5 if None) or several.
        name: in logs and files; made of the class's name if None.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ...); result: scalar, or (thresholds,) for several.

    Raises:
        ValueError: if a threshold is not between 0 and 1.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.TrueNegatives()
        >>> float(metric([0, 1, 1, 0, 1], [0.9, 0.8, 0.3, 0.2, 0.6]))
        1.0
    """

    direction = "up"

    def __init__(
        self,
        thresholds: float | Sequence[float] | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__("true_negatives", thresholds, name, dtype)


class TruePositives(ConditionCount):
    """Count positives that were seen: `sum(weight)` where label and prediction are 1.

    Args:
        thresholds: from 0 to 1; one (0.5 if None) or several.
        name: in logs and files; made of the class's name if None.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ...); result: scalar, or (thresholds,) for several.

    Raises:
        ValueError: if a threshold is not between 0 and 1.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.TruePositives()
        >>> float(metric([0, 1, 1, 0, 1], [0.9, 0.8, 0.3, 0.2, 0.6]))
        2.0
    """

    direction = "up"

    def __init__(
        self,
        thresholds: float | Sequence[float] | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__("true_positives", thresholds, name, dtype)
