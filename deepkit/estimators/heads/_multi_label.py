"""The head of models whose rows may belong to several classes at once."""

from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np

from deepkit import ops
from deepkit.errors import DataError
from deepkit.estimators.heads._class_head import ClassHead
from deepkit.estimators.heads._head import as_encoded_text
from deepkit.estimators.heads._labels import as_ids, as_vocabulary, look_up
from deepkit.estimators.heads._links import log_sigmoid, sigmoid
from deepkit.estimators.heads._multi_class import count_of, known_count, learned
from deepkit.estimators.heads._multi_hot import as_indicators, flattened, from_lists
from deepkit.estimators.heads._threshold_metrics import area_metrics, threshold_metrics
from deepkit.estimators.heads._values import (
    Values,
    mean_sigmoid_cross_entropy,
    predictions_of,
)
from deepkit.metrics import MeanMetricWrapper, Metric
from deepkit.typing import Tensor


class MultiLabelHead(ClassHead):
    """Answer for each class whether a row belongs to it: `p = 1 / (1 + exp(-x))` of each logit.

    Labels are columns of 0 and 1, or lists of the labels of each row. Lists that have a 0 or 1 for
    each class are taken as columns.

    Args:
        n_classes: above 1; None if it is to be learned.
        weight_column: the feature that holds the weights of the rows.
        thresholds: probabilities, 0 and 1 excluded, at which to measure accuracy, precision and
            recall.
        label_vocabulary: the labels of the classes: text, numbers or booleans; whole numbers from 0
            if None.
        loss_reduction: `"sum_over_batch_size"` divides the weighted sum of a batch's losses by
            its number of rows, `"sum"` does not.
        loss_fn: `(labels, logits)`, which may also name `features` and `loss_reduction`; returns
            a loss for each row, before weights and reduction. The mean over the classes of their
            cross-entropies if None.
        classes_for_class_based_metrics: the classes to measure one by one too, by number or label.
        name: what its metrics are told apart by.

    Shapes:
        labels: (n, n_classes), or n lists. logits: (n, n_classes).

    Raises:
        ValueError: if an option is none of these, or `n_classes` is not that of the vocabulary.

    Example:
        >>> from deepkit.estimators.heads import MultiLabelHead
        >>> head = MultiLabelHead().learn([["sun", "wind"], [], ["rain"]])
        >>> head.encode_labels([["sun"], ["wind", "rain"]]).tolist()
        [[0.0, 1.0, 0.0], [1.0, 0.0, 1.0]]
    """

    def __init__(
        self,
        n_classes: int | None = None,
        weight_column: str | None = None,
        thresholds: Sequence[float] | None = None,
        label_vocabulary: Sequence[Any] | None = None,
        loss_reduction: str = "sum_over_batch_size",
        loss_fn: Callable[..., Tensor] | None = None,
        classes_for_class_based_metrics: Sequence[Any] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(weight_column, thresholds, label_vocabulary, loss_reduction, loss_fn, name)
        self.n_classes = count_of(n_classes, self._vocabulary, at_least=2)
        self.classes_for_class_based_metrics = classes_for_class_based_metrics
        if classes_for_class_based_metrics is not None:
            as_vocabulary(classes_for_class_based_metrics, "classes_for_class_based_metrics")
            if self.n_classes is not None:
                self._measured()

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
            DataError: if labels do not fit the head, or there are fewer than two classes.
        """
        del sample_weight
        columns = as_indicators(y, self.n_classes)
        if columns is not None:
            return self if self.n_classes else self._with(n_classes=columns.shape[1])
        labels, _, _ = flattened(y)
        is_text = labels.dtype.kind == "U"
        if self._vocabulary is not None or (self.n_classes and not is_text):
            self.encode_labels(y)
            return self
        return self._with(**learned(np.unique(labels), self.n_classes, at_least=2))

    def encode_labels(self, y: Any) -> np.ndarray:
        """Return labels as a column of 0 and 1 for each class, float32 of shape (n, n_classes).

        Args:
            y: labels.

        Raises:
            DataError: if there is no such class, or an array is not one of 0 and 1 of that shape.
        """
        columns = as_indicators(y, self._count())
        return from_lists(y, self._count(), self._vocabulary) if columns is None else columns

    def labels(self, outputs: Any) -> np.ndarray:
        """Return a 1 for each class that is more likely than not, 0 for the others.

        Args:
            outputs: what the model returned, in NumPy.

        Shapes:
            outputs: (n, n_classes). result: the same.
        """
        return (self.predictions(outputs, ["logits"])["logits"] > 0).astype(np.int64)

    def tensors(self, outputs: Any) -> dict[str, Tensor]:
        """Return the predictions that are numbers, in a compiled program.

        Args:
            outputs: what the model returns.
        """
        every = self._class_tensors(ops.zeros_like(outputs[..., :1], "int32"))["all_class_ids"]
        probabilities = ops.sigmoid(outputs)
        return {"logits": outputs, "probabilities": probabilities, "all_class_ids": every}

    def texts(self) -> dict[Any, tuple[str, np.ndarray]]:
        """Return for predictions that are text which tensor tells their place among which names."""
        return {"classes": ("all_class_ids", self._class_names())}

    def signatures(self, predictions: Any) -> dict[str, dict[Any, np.ndarray]]:
        """Return predictions as the signatures of an export give them, by their names.

        Args:
            predictions: all that `predictions` returns.
        """
        return super().signatures({**predictions, "all_classes": predictions["classes"]}) | {
            "predict": dict(predictions)
        }

    def _count(self) -> int:
        return known_count(self.n_classes)

    def _measured(self) -> list[int]:
        """Return the numbers of the classes that are measured one by one."""
        given = self.classes_for_class_based_metrics
        if given is None:
            return []
        wanted = as_vocabulary(given, "classes_for_class_based_metrics")
        try:
            if wanted.dtype.kind == "U" and self._vocabulary is not None:
                return look_up(wanted, self._vocabulary).tolist()
            return as_ids(wanted, self._count()).tolist()
        except DataError as error:
            raise ValueError(
                f"`classes_for_class_based_metrics` names classes that are not there: {error}"
            ) from error

    def _own_values(self) -> tuple[Values, dict[str, Any]]:
        return mean_sigmoid_cross_entropy, {}

    def _own_metrics(self) -> list[Metric]:
        found = [*area_metrics(), *threshold_metrics(self.thresholds)]
        for number in self._measured():
            name = f"class{number}" if self._vocabulary is None else str(self.classes_[number])
            options = {"link": "sigmoid", "class_id": number}
            found.append(MeanMetricWrapper(predictions_of, f"probability_mean/{name}", **options))
            found += area_metrics(name, number)
        return found

    def _log_probabilities(self, rows: np.ndarray) -> np.ndarray:
        return log_sigmoid(rows)

    def _prediction_table(self, rows: np.ndarray, as_bytes: bool) -> dict[str, Any]:
        names = as_encoded_text(self._class_names(), as_bytes)
        return {
            "logits": lambda: rows,
            "probabilities": lambda: sigmoid(rows),
            "classes": lambda: np.broadcast_to(names, rows.shape),
        }
