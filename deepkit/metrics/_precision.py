"""Precision and recall."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from deepkit import ops
from deepkit.metrics._confusion import Confusion, checked_thresholds, single
from deepkit.typing import Tensor


class Share(Confusion):
    """The share of true positives among them and another count.

    Args:
        other: the other count.
        thresholds: from 0 to 1; one or several.
        top_k: how many of the highest scores are positive.
        class_id: the only class looked at.
        name: in logs and files.
        dtype: of the result.
    """

    direction = "up"

    def __init__(
        self,
        other: str,
        thresholds: Any,
        top_k: int | None,
        class_id: int | None,
        name: str | None,
        dtype: Any,
    ) -> None:
        super().__init__(
            checked_thresholds(thresholds, default=0.5 if top_k is None else -np.inf),
            ["true_positives", other],
            top_k=top_k,
            class_id=class_id,
            name=name,
            dtype=dtype,
        )
        self.make_variables()

    def result(self) -> Tensor:
        """Return the share, one for each threshold if there are several; 0 where none is."""
        seen, others = (getattr(self, count) for count in self.counts)
        return single(ops.divide_no_nan(seen, seen + others))


class Precision(Share):
    """Measure how many positive answers are right: `tp / (tp + fp)`.

    Args:
        thresholds: from 0 to 1; predictions above one are positive. One (0.5 if None) or several.
        top_k: how many of the highest scores of a sample may be positive; the thresholds then
            default to none.
        class_id: the only class looked at; all if None.
        name: in logs and files; made of the class's name if None.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., classes), or (batch,); result: scalar, or (thresholds,) for
        several.

    Raises:
        ValueError: if a threshold is not between 0 and 1.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.Precision()([0, 1, 1, 1], [1, 0, 1, 1]))
        0.667
    """

    def __init__(
        self,
        thresholds: float | Sequence[float] | None = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__("false_positives", thresholds, top_k, class_id, name, dtype)


class Recall(Share):
    """Measure how many positives are found: `tp / (tp + fn)`.

    Args:
        thresholds: from 0 to 1; predictions above one are positive. One (0.5 if None) or several.
        top_k: how many of the highest scores of a sample may be positive; the thresholds then
            default to none.
        class_id: the only class looked at; all if None.
        name: in logs and files; made of the class's name if None.
        dtype: of the result; the floatx if None.

    Shapes:
        y_true, y_pred: (batch, ..., classes), or (batch,); result: scalar, or (thresholds,) for
        several.

    Raises:
        ValueError: if a threshold is not between 0 and 1.

    Example:
        >>> from deepkit import metrics
        >>> float(metrics.Recall()([0, 1, 1, 1, 1], [1, 0, 1, 1, 1]))
        0.75
    """

    def __init__(
        self,
        thresholds: float | Sequence[float] | None = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__("false_negatives", thresholds, top_k, class_id, name, dtype)
