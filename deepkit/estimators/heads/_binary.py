"""The head of models that answer a yes-or-no question."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import numpy as np

from deepkit import ops
from deepkit.errors import DataError
from deepkit.estimators.heads._class_head import ClassHead
from deepkit.estimators.heads._head import Arrays
from deepkit.estimators.heads._labels import as_column, listed, look_up, within
from deepkit.estimators.heads._links import log_sigmoid, sigmoid
from deepkit.estimators.heads._metrics import AccuracyBaseline, Linked
from deepkit.estimators.heads._threshold_metrics import area_metrics, threshold_metrics
from deepkit.estimators.heads._values import (
    Values,
    labels_of,
    predictions_of,
    sigmoid_cross_entropies,
)
from deepkit.metrics import BinaryAccuracy, MeanMetricWrapper, Metric, Precision, Recall
from deepkit.typing import Tensor


class BinaryClassHead(ClassHead):
    """Choose between two classes by one logit `x`: `p = 1 / (1 + exp(-x))` is that of the second.

    Without a vocabulary labels are 0, 1 or a probability between; `learn` makes a vocabulary of two
    others, sorted. One class alone is allowed, and then always predicted.

    Args:
        weight_column: the feature that holds the weights of the rows.
        thresholds: probabilities, 0 and 1 excluded, at which to measure accuracy, precision and
            recall too.
        label_vocabulary: the labels of the two classes: text, numbers or booleans.
        loss_reduction: `"sum_over_batch_size"` divides the weighted sum of a batch's losses by
            its number of rows, `"sum"` does not.
        loss_fn: `(labels, logits)`, which may also name `features` and `loss_reduction`; returns
            a loss for each row, before weights and reduction. The cross-entropy if None.
        name: what its metrics are told apart by.

    Shapes:
        labels: (n,) or (n, 1). logits: (n, 1).

    Raises:
        ValueError: if an option is none of these.

    Example:
        >>> from deepkit.estimators.heads import BinaryClassHead
        >>> head = BinaryClassHead().learn(["yes", "no", "yes"])
        >>> head.encode_labels(["no", "yes"]).tolist()
        [[0.0], [1.0]]
        >>> head.labels([[2.0], [-1.0]]).tolist()
        ['yes', 'no']
    """

    def __init__(
        self,
        weight_column: str | None = None,
        thresholds: Sequence[float] | None = None,
        label_vocabulary: Sequence[Any] | None = None,
        loss_reduction: str = "sum_over_batch_size",
        loss_fn: Callable[..., Tensor] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(weight_column, thresholds, label_vocabulary, loss_reduction, loss_fn, name)
        if self._count() > 2:
            raise ValueError(
                "`label_vocabulary` must name two classes, or the one there is, got "
                f"{self._count()}. Use MultiClassHead for more."
            )

    @property
    def logits_dimension(self) -> int:
        """One."""
        return 1

    def learn(self, y: Any, sample_weight: Any = None) -> Self:
        """Return a head that knows the labels of the two classes.

        Args:
            y: labels.
            sample_weight: not looked at.

        Raises:
            DataError: if there are more than two classes, or labels are not in the vocabulary.
        """
        del sample_weight
        labels = as_column(y)
        if self._vocabulary is not None:
            look_up(labels, self._vocabulary)
            return self
        if labels.dtype.kind in "iuf" and np.all((labels >= 0) & (labels <= 1)):
            return self
        found = np.unique(labels)
        if len(found) > 2:
            raise DataError(
                f"`labels` have {len(found)} classes ({listed(found)}), BinaryClassHead has two. "
                "Only binary classification is supported. Use MultiClassHead."
            )
        return self._with(label_vocabulary=found.tolist())

    def encode_labels(self, y: Any) -> np.ndarray:
        """Return labels as 0, 1 or between, float32 of shape (n, 1).

        Args:
            y: labels.

        Raises:
            DataError: if a label is not in the vocabulary, or not between 0 and 1 without one.
        """
        labels = as_column(y)
        if self._vocabulary is not None:
            labels = look_up(labels, self._vocabulary)
        elif labels.dtype.kind == "U":
            raise DataError(
                f"`labels` must be between 0 and 1, got text such as {str(labels[0])!r}. Give "
                "`label_vocabulary`, or let the head learn it."
            )
        else:
            cure = "Give `label_vocabulary` for other labels."
            within(labels, 0, 1, "are not between 0 and 1", cure)
        return labels.astype(np.float32)[:, None]

    def tensors(self, outputs: Any) -> dict[str, Tensor]:
        """Return the predictions that are numbers, in a compiled program.

        Args:
            outputs: what the model returns.
        """
        p = ops.sigmoid(outputs)
        if self._count() == 1:
            ids, probabilities = ops.zeros_like(outputs, "int32"), ops.ones_like(outputs)
        else:
            ids = ops.cast(outputs > 0, "int32")
            probabilities = ops.concatenate([ops.sigmoid(-outputs), p], axis=-1)
        told = {"logits": outputs, "logistic": p, "probabilities": probabilities}
        return {**told, **self._class_tensors(ids)}

    def signatures(self, predictions: Mapping[Any, np.ndarray]) -> dict[str, Arrays]:
        """Return predictions as the signatures of an export give them, by their names.

        Args:
            predictions: all that `predictions` returns.
        """
        return {
            **super().signatures(predictions),
            "regression": {"outputs": predictions["logistic"]},
        }

    def _count(self) -> int:
        return 2 if self._vocabulary is None else len(self._vocabulary)

    def _own_values(self) -> tuple[Values, dict[str, Any]]:
        return sigmoid_cross_entropies, {}

    def _own_metrics(self) -> list[Metric]:
        return [
            # A logit above 0 is the answer yes; rounding makes its sigmoid 0.5 where it is tiny.
            BinaryAccuracy("accuracy", threshold=0.0),
            AccuracyBaseline(),
            *area_metrics(),
            MeanMetricWrapper(labels_of, "label/mean"),
            MeanMetricWrapper(predictions_of, "prediction/mean", link="sigmoid"),
            Linked(Precision(0.0, name="precision")),
            Linked(Recall(0.0, name="recall")),
            *threshold_metrics(self.thresholds),
        ]

    def _log_probabilities(self, rows: np.ndarray) -> np.ndarray:
        if self._count() == 1:
            return np.zeros_like(rows)
        return np.concatenate([log_sigmoid(-rows), log_sigmoid(rows)], axis=-1)

    def _prediction_table(self, rows: np.ndarray, as_bytes: bool) -> dict[str, Any]:
        is_alone = self._count() == 1

        def probabilities() -> np.ndarray:
            p = sigmoid(rows)
            return np.ones_like(p) if is_alone else np.concatenate([sigmoid(-rows), p], axis=-1)

        def ids() -> np.ndarray:
            return np.zeros(rows.shape, np.int64) if is_alone else (rows > 0).astype(np.int64)

        return {
            "logits": lambda: rows,
            "logistic": lambda: sigmoid(rows),
            "probabilities": probabilities,
            **self._class_table(ids, as_bytes),
        }
