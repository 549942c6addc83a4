"""The head of models that choose one of several classes."""

from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np

from deepkit import ops
from deepkit.errors import DataError, whole
from deepkit.estimators.heads._class_head import ClassHead
from deepkit.estimators.heads._labels import as_column, as_ids, listed, look_up
from deepkit.estimators.heads._links import log_softmax, softmax
from deepkit.estimators.heads._values import Values, softmax_cross_entropy
from deepkit.metrics import Metric, SparseCategoricalAccuracy
from deepkit.typing import Tensor


class MultiClassHead(ClassHead):
    """Choose one of several classes by a logit for each: `p = exp(x) / sum(exp(x))`.

    Without a vocabulary labels are whole numbers from 0. Without `n_classes` too, `learn` makes a
    vocabulary of all labels, sorted.

    Args:
        n_classes: above 2; None if it is to be learned.
        weight_column: the feature that holds the weights of the rows.
        label_vocabulary: the labels of the classes: text, numbers or booleans.
        loss_reduction: `"sum_over_batch_size"` divides the weighted sum of a batch's losses by
            its number of rows, `"sum"` does not.
        loss_fn: `(labels, logits)`, which may also name `features` and `loss_reduction`; returns
            a loss for each row, before weights and reduction. The cross-entropy if None.
        name: what its metrics are told apart by.

    Shapes:
        labels: (n,) or (n, 1). logits: (n, n_classes).

    Raises:
        ValueError: if an option is none of these, or `n_classes` is not that of the vocabulary.

    Example:
        >>> from deepkit.estimators.heads import MultiClassHead
        >>> head = MultiClassHead().learn(["b", "c", "a", "c"])
        >>> head.encode_labels(["c", "a"]).tolist()
        [[2], [0]]
        >>> head.labels([[0.0, 3.0, 1.0]]).tolist()
        ['b']
    """

    whole_labels = True

    def __init__(
        self,
        n_classes: int | None = None,
        weight_column: str | None = None,
        label_vocabulary: Sequence[Any] | None = None,
        loss_reduction: str = "sum_over_batch_size",
        loss_fn: Callable[..., Tensor] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(weight_column, None, label_vocabulary, loss_reduction, loss_fn, name)
        self.n_classes = count_of(n_classes, self._vocabulary, at_least=3)

    @property
    def logits_dimension(self) -> int:
        """How many classes there are."""
        return self._count()

    def learn(self, y: Any, sample_weight: Any = None) -> Self:
        """Return a head that knows the labels of the classes.

        Args:
            y: labels.
            sample_weight: not looked at.

        Raises:
            DataError: if there are fewer than three classes, not as many as there should be, or
                labels outside the range or the vocabulary.
        """
        del sample_weight
        labels = as_column(y)
        if self._vocabulary is not None or (self.n_classes and labels.dtype.kind != "U"):
            self._ids(labels)
            return self
        found = np.unique(labels)
        return self._with(**learned(found, self.n_classes, at_least=3))

    def encode_labels(self, y: Any) -> np.ndarray:
        """Return labels as numbers of classes, int32 of shape (n, 1).

        Args:
            y: labels.

        Raises:
            DataError: if a label is not in the vocabulary, or not in `[0, n_classes)` without one.
        """
        return self._ids(as_column(y)).astype(np.int32)[:, None]

    def tensors(self, outputs: Any) -> dict[str, Tensor]:
        """Return the predictions that are numbers, in a compiled program.

        Args:
            outputs: what the model returns.
        """
        ids = ops.cast(ops.expand_dims(ops.argmax(outputs, axis=-1), -1), "int32")
        told = {"logits": outputs, "probabilities": ops.softmax(outputs)}
        return {**told, **self._class_tensors(ids)}

    def _ids(self, labels: np.ndarray) -> np.ndarray:
        if self._vocabulary is not None:
            return look_up(labels, self._vocabulary)
        return as_ids(labels, self._count())

    def _count(self) -> int:
        return known_count(self.n_classes)

    def _own_values(self) -> tuple[Values, dict[str, Any]]:
        return softmax_cross_entropy, {}

    def _own_metrics(self) -> list[Metric]:
        return [SparseCategoricalAccuracy("accuracy")]

    def _log_probabilities(self, rows: np.ndarray) -> np.ndarray:
        return log_softmax(rows)

    def _prediction_table(self, rows: np.ndarray, as_bytes: bool) -> dict[str, Any]:
        return {
            "logits": lambda: rows,
            "probabilities": lambda: softmax(rows),
            **self._class_table(lambda: rows.argmax(axis=-1, keepdims=True), as_bytes),
        }


def count_of(n_classes: int | None, vocabulary: np.ndarray | None, at_least: int) -> int | None:
    """Return how many classes there are, None if nobody knows yet."""
    if n_classes is not None:
        whole(at_least=at_least, n_classes=n_classes)
    if vocabulary is None:
        return n_classes
    if n_classes not in (None, len(vocabulary)) or len(vocabulary) < at_least:
        raise ValueError(
            f"`label_vocabulary` must name {n_classes or f'{at_least} or more'} classes, got "
            f"{len(vocabulary)}."
        )
    return len(vocabulary)


def known_count(n_classes: int | None) -> int:
    """Return how many classes there are."""
    if n_classes is None:
        raise ValueError("`n_classes` is None: let the head `learn` labels first.")
    return n_classes


def learned(found: np.ndarray, n_classes: int | None, at_least: int) -> dict[str, Any]:
    """Return the arguments of a head that knows the labels found."""
    if n_classes not in (None, len(found)) or len(found) < at_least:
        cure = "leave `n_classes` out" if n_classes else "use BinaryClassHead for two"
        raise DataError(
            f"`labels` have {len(found)} classes ({listed(found)}), where the head needs "
            f"{n_classes or f'{at_least} or more'}. Give `label_vocabulary` to name classes that "
            f"no row has, or {cure}."
        )
    return {"n_classes": len(found), "label_vocabulary": found.tolist()}
