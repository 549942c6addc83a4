"""The best of one rate where another is good enough."""

from typing import Any

from deepkit import ops
from deepkit.errors import fraction
from deepkit.metrics._confusion import Confusion, even_thresholds
from deepkit.typing import Tensor

Counts = tuple[str, str]

PRECISION: Counts = ("true_positives", "false_positives")
SENSITIVITY: Counts = ("true_positives", "false_negatives")  # also called recall
SPECIFICITY: Counts = ("true_negatives", "false_positives")


class OperatingPoint(Confusion):
    """The highest `wanted` rate over the thresholds where the `given` one is at least `least`.

    Args:
        wanted: the two counts whose first is taken as a share of both.
        given: the same.
        least: from 0 to 1.
        num_thresholds: how many thresholds from 0 to 1 are tried.
        class_id: the only class looked at.
        name: in logs and files.
        dtype: of the result.
    """

    direction = "up"

    def __init__(
        self,
        wanted: Counts,
        given: Counts,
        least: float,
        num_thresholds: int,
        class_id: int | None,
        name: str | None,
        dtype: Any,
    ) -> None:
        thresholds = even_thresholds(num_thresholds)
        super().__init__(thresholds, class_id=class_id, name=name, dtype=dtype)
        self._wanted, self._given, self._least = wanted, given, least
        self.make_variables()

    def result(self) -> Tensor:
        """Return the highest rate; 0 if the other is good enough nowhere."""
        enough = ops.greater_equal(self._rate(self._given), self._least)
        return ops.max(ops.where(enough, self._rate(self._wanted), 0.0))

    def _rate(self, counts: Counts) -> Tensor:
        part, rest = (getattr(self, count) for count in counts)
        return ops.divide_no_nan(part, part + rest)


class PrecisionAtRecall(OperatingPoint):
    """Measure the best precision at which recall is at least a given value.

    `precision = tp / (tp + fp)` and `recall = tp / (tp + fn)`.

    Args:
        recall: from 0 to 1; the least recall.
        num_thresholds: how many thresholds from 0 to 1 are tried.
        class_id: the only class looked at; all if None.
        name: in logs and files; made of the class's name if None.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., classes), or (batch,); result: scalar.

    Raises:
        ValueError: if `recall` is not between 0 and 1, or `num_thresholds` not above 0.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.PrecisionAtRecall(0.5)
        >>> float(metric([0, 0, 0, 1, 1], [0.0, 0.3, 0.8, 0.3, 0.8]))
        0.5
    """

    def __init__(
        self,
        recall: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        least = fraction(recall=recall)
        super().__init__(PRECISION, SENSITIVITY, least, num_thresholds, class_id, name, dtype)


class RecallAtPrecision(OperatingPoint):
    """Measure the best recall at which precision is at least a given value.

    `recall = tp / (tp + fn)` and `precision = tp / (tp + fp)`.

    Args:
        precision: from 0 to 1; the least precision.
        num_thresholds: how many thresholds from 0 to 1 are tried.
        class_id: the only class looked at; all if None.
        name: in logs and files; made of the class's name if None.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., classes), or (batch,); result: scalar.

    Raises:
        ValueError: if `precision` is not between 0 and 1, or `num_thresholds` not above 0.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.RecallAtPrecision(0.5)
        >>> float(metric([0, 0, 0, 1, 1], [0.0, 0.3, 0.8, 0.3, 0.8]))
        1.0
    """

    def __init__(
        self,
        precision: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        least = fraction(precision=precision)
        super().__init__(SENSITIVITY, PRECISION, least, num_thresholds, class_id, name, dtype)


class SensitivityAtSpecificity(OperatingPoint):
    """Measure the best sensitivity at which specificity is at least a given value.

    `sensitivity = tp / (tp + fn)` and `specificity = tn / (tn + fp)`.

    Args:
        specificity: from 0 to 1; the least specificity.
        num_thresholds: how many thresholds from 0 to 1 are tried.
        class_id: the only class looked at; all if None.
        name: in logs and files; made of the class's name if None.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., classes), or (batch,); result: scalar.

    Raises:
        ValueError: if `specificity` is not between 0 and 1, or `num_thresholds` not above 0.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.SensitivityAtSpecificity(0.5)
        >>> float(metric([0, 0, 0, 1, 1], [0.0, 0.3, 0.8, 0.3, 0.8]))
        0.5
    """

    def __init__(
        self,
        specificity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        least = fraction(specificity=specificity)
        super().__init__(SENSITIVITY, SPECIFICITY, least, num_thresholds, class_id, name, dtype)


class SpecificityAtSensitivity(OperatingPoint):
    """Measure the best specificity at which sensitivity is at least a given value.

    `specificity = tn / (tn + fp)` and `sensitivity = tp / (tp + fn)`.

    Args:
        sensitivity: from 0 to 1; the least sensitivity.
        num_thresholds: how many thresholds from 0 to 1 are tried.
        class_id: the only class looked at; all if None.
        name: in logs and files; made of the class's name if None.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., classes), or (batch,); result: scalar.

    Raises:
        ValueError: if `sensitivity` is not between 0 and 1, or `num_thresholds` not above 0.

    Example:
        >>> from deepkit import metrics
        >>> metric = metrics.SpecificityAtSensitivity(0.5)
        >>> float(metric([0, 0, 0, 1, 1], [0.0, 0.3, 0.8, 0.3, 0.8]))
        0.667
    """

    def __init__(
        self,
        sensitivity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        least = fraction(sensitivity=sensitivity)
        super().__init__(SPECIFICITY, SENSITIVITY, least, num_thresholds, class_id, name, dtype)
