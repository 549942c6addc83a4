"""What estimators say of themselves that may predict something at each step of a sequence."""

from dataclasses import replace
from typing import Any

import numpy as np

from deepkit.errors import DataError
from deepkit.estimators._examples import Examples
from deepkit.estimators._faces import accuracy, explained
from deepkit.estimators._keeping import Keeping
from deepkit.estimators.heads import ClassHead, Head, SequentialHead, flattened_steps
from deepkit.feature_column import sequence_lengths

Arrays = dict[Any, np.ndarray]


class Stepwise(Keeping):
    """An estimator that predicts for each row, or with `return_sequences` for each of its steps.

    It stands before the face of the rows, and puts labels of steps into its hands one by one.
    """

    return_sequences: bool
    sequence_mask: str

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:  # noqa: N803  scikit-learn's name
        """Return how good predictions are; with `return_sequences` over the steps of all rows.

        Args:
            X: rows, as for `predict`.
            y: their labels.
            sample_weight: a weight for each row.
        """
        if not self.return_sequences:
            return super().score(X, y, sample_weight)
        examples = self._examples_given(X, y, None)
        labels, lengths = flattened_steps(examples.labels)
        weights = None if sample_weight is None else np.repeat(np.ravel(sample_weight), lengths)
        found = np.concatenate([np.asarray(row) for row in self.predict(X)])
        chooses = isinstance(self._known().head.inner, ClassHead)
        return (accuracy if chooses else explained)(found, labels, weights)

    def _own_targets(self, y: Any) -> Any:
        if not self.return_sequences:
            return super()._own_targets(y)
        rows = y.to_numpy() if hasattr(y, "to_numpy") else y
        return np.fromiter((np.asarray(row) for row in rows), object, len(rows))

    def _with_own_labels(self, examples: Examples) -> Examples:
        examples = self._with_sequences(examples)
        if not self.return_sequences:
            return super()._with_own_labels(examples)
        columns = self._sequence_columns(examples.table)
        lengths = sequence_lengths(columns, examples.table)
        return replace(examples, labels=trimmed(examples.labels, lengths))

    def _make_head(self, labels: Any) -> Head:
        if not self.return_sequences:
            return super()._make_head(labels)
        if self.class_weight is not None:
            raise ValueError("`class_weight` must be None with `return_sequences`.")
        head = super()._make_head(flattened_steps(labels)[0])
        return SequentialHead(head, self.sequence_mask)

    def _answer(self, predictions: Arrays) -> Any:
        if not self.return_sequences:
            return super()._answer(predictions)
        mask = predictions[self.sequence_mask]
        found = super()._answer(predictions)
        rows = (row[steps] for row, steps in zip(found, mask, strict=True))
        return np.fromiter(rows, object, len(mask))


def trimmed(labels: Any, lengths: np.ndarray) -> np.ndarray:
    """Return labels of steps as an array of lists, what stands behind the last steps left out.

    Args:
        labels: a list or an array for each row.
        lengths: the number of steps of each row.

    Raises:
        DataError: if a row has fewer labels than steps, or is no list; it is named.
    """
    rows = [np.asarray(row) for row in labels]
    for place, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        if row.ndim == 0 or len(row) < length:
            has = "a single label" if row.ndim == 0 else f"{len(row)} labels"
            raise DataError(
                f"With `return_sequences` each step needs a label, but row {place} has {has} for "
                f"{length} steps."
            )
    kept = (row[:length].tolist() for row, length in zip(rows, lengths, strict=True))
    return np.fromiter(kept, object, len(rows))
