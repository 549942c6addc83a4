"""The rows of a classifier beside what it says of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from deepkit.errors import DataError, unknown
from deepkit.estimators._examples import Examples
from deepkit.estimators.heads import BinaryClassHead, MultiClassHead


@dataclass(frozen=True, eq=False)
class Judged:
    """Rows with their labels and what a classifier predicts.

    Args:
        labels: of the rows.
        weights: of the rows, or None.
        predicted: the predicted labels.
        probabilities: of the classes.
        classes: their labels.

    Shapes:
        `labels`, `weights` and `predicted`: (rows,). `probabilities`: (rows, classes).

    Example:
        >>> import numpy as np
        >>> from deepkit.estimators.reports import Judged
        >>> labels, p = np.array(["no", "yes"]), np.array([[0.8, 0.2], [0.6, 0.4]])
        >>> found = Judged(labels, None, np.array(["no", "no"]), p, labels)
        >>> positive, probability = found.against_others("yes")
        >>> positive.tolist(), probability.tolist()
        ([False, True], [0.2, 0.4])
    """

    labels: np.ndarray
    weights: np.ndarray | None
    predicted: np.ndarray
    probabilities: np.ndarray
    classes: np.ndarray

    def against_others(self, target: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return which rows are of a class, and its predicted probability.

        Args:
            target: the label; None for the second of two.

        Raises:
            ValueError: if there is no such class, or none is named among several.
        """
        known = self.classes.tolist()
        if target is None and len(known) > 2:
            raise ValueError(f"`target` must say which of the classes {known} is the positive one.")
        target = known[-1] if target is None else target
        if target not in known:
            raise unknown("class in `target`", target, map(str, known))
        place = known.index(target)
        return self.labels == self.classes[place], self.probabilities[:, place]

    def calibrated(self, target: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return what happened, and with what probability it was predicted.

        Args:
            target: the label; None for the second of two, and of several for the predicted one.

        Raises:
            ValueError: if there is no such class.
        """
        if target is None and len(self.classes) > 2:
            return self.labels == self.predicted, self.probabilities.max(axis=1)
        return self.against_others(target)


def judged(estimator: Any, data: Any, y: Any, sample_weight: Any) -> Judged:
    """Return rows with what a classifier says of them.

    Args:
        estimator: a fitted classifier.
        data: rows, as for `fit`.
        y: their labels, or the name of the column that holds them.
        sample_weight: a weight for each row.

    Raises:
        NotFittedError: if nothing was learned yet.
        DataError: if the estimator does not choose one of several classes, or the data cannot be
            used.

    Example:
        >>> from deepkit import estimators
        >>> model = estimators.BaselineClassifier().fit([[0.0], [1.0], [2.0]], ["a", "b", "b"])
        >>> estimators.reports.judged(model, [[0.0]], ["a"], None).predicted.tolist()
        ['b']
    """
    head = estimator._known().head
    if not isinstance(head, BinaryClassHead | MultiClassHead):
        raise DataError(
            f"This report is for classifiers, and {type(estimator).__name__} has a "
            f"{type(head).__name__}."
        )
    examples: Examples = estimator._examples_given(data, y, sample_weight)
    return Judged(
        examples.labels,
        examples.weights,
        estimator.predict(examples.table),
        estimator.predict_proba(examples.table),
        head.classes_,
    )
