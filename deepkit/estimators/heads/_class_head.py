"""What heads of classes share: the labels of the classes, and predictions of one of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from deepkit import ops
from deepkit.estimators.heads._head import Arrays, Head, as_encoded_text
from deepkit.estimators.heads._labels import as_vocabulary, names_of
from deepkit.typing import Tensor


class ClassHead(Head):
    """A head whose rows belong to classes.

    Args:
        weight_column: see `Head`.
        thresholds: probabilities at which to measure more.
        label_vocabulary: the labels of the classes.
        loss_reduction: see `Head`.
        loss_fn: see `Head`.
        name: see `Head`.
    """

    def __init__(
        self,
        weight_column: str | None,
        thresholds: Sequence[float] | None,
        label_vocabulary: Sequence[Any] | None,
        loss_reduction: str,
        loss_fn: Callable[..., Tensor] | None,
        name: str | None,
    ) -> None:
        super().__init__(weight_column, loss_reduction, loss_fn, name)
        self.thresholds = checked_thresholds(thresholds)
        self.label_vocabulary = label_vocabulary
        self._vocabulary = None if label_vocabulary is None else as_vocabulary(label_vocabulary)
        self._names: np.ndarray | None = None

    @property
    def classes_(self) -> np.ndarray:
        """The labels of the classes, as they stand in the data."""
        if self._vocabulary is not None:
            return self._vocabulary
        return np.arange(self._count())

    def labels(self, outputs: Any) -> np.ndarray:
        """Return the predicted labels, as they stand in the data.

        Args:
            outputs: what the model returned, in NumPy.

        Shapes:
            outputs: (n, logits_dimension). result: (n,).
        """
        return self.classes_[self.predictions(outputs, ["class_ids"])["class_ids"][..., 0]]

    def probabilities(self, outputs: Any) -> np.ndarray:
        """Return the probability of each class.

        Args:
            outputs: what the model returned, in NumPy.

        Shapes:
            outputs: (n, logits_dimension). result: (n, classes).
        """
        return self.predictions(outputs, ["probabilities"])["probabilities"]

    def log_probabilities(self, outputs: Any) -> np.ndarray:
        """Return the logarithm of the probability of each class, finite where that is almost 0.

        Args:
            outputs: what the model returned, in NumPy.

        Shapes:
            outputs: (n, logits_dimension). result: (n, classes).
        """
        return self._log_probabilities(self.predictions(outputs, ["logits"])["logits"])

    def texts(self) -> dict[Any, tuple[str, np.ndarray]]:
        """Return for predictions that are text which tensor tells their place among which names."""
        names = self._class_names()
        return {"classes": ("class_ids", names), "all_classes": ("all_class_ids", names)}

    def signatures(self, predictions: Mapping[Any, np.ndarray]) -> dict[str, Arrays]:
        """Return predictions as the signatures of an export give them, by their names.

        Args:
            predictions: all that `predictions` returns.
        """
        scores: Arrays = {
            "classes": predictions["all_classes"],
            "scores": predictions["probabilities"],
        }
        return {
            "serving_default": scores,
            "classification": scores,
            "predict": dict(predictions),
        }

    def _count(self) -> int:
        """Return how many classes there are."""
        raise NotImplementedError(f"{type(self).__name__} must tell how many classes there are.")

    def _log_probabilities(self, rows: np.ndarray) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} must define its probabilities.")

    def _class_table(self, ids: Callable[[], np.ndarray], as_bytes: bool) -> dict[str, Any]:
        """Return the entries that tell the class of each row; `ids` ends with an axis of 1."""
        names = as_encoded_text(self._class_names(), as_bytes)
        count = len(names)

        def spread(values: np.ndarray) -> np.ndarray:
            return np.broadcast_to(values, (*ids().shape[:-1], count))

        return {
            "class_ids": ids,
            "classes": lambda: names[ids()],
            "all_class_ids": lambda: spread(np.arange(count, dtype=np.int32)),
            "all_classes": lambda: spread(names),
        }

    def _class_tensors(self, ids: Tensor) -> dict[str, Tensor]:
        """Return what tells the class of each row; `ids` ends with an axis of 1."""
        every = np.arange(len(self._class_names()), dtype=np.int32)
        return {"class_ids": ids, "all_class_ids": ops.zeros_like(ids) + every}

    def _class_names(self) -> np.ndarray:
        if self._names is None:
            self._names = names_of(self.classes_)
        return self._names


def checked_thresholds(thresholds: Any) -> tuple[float, ...]:
    """Return thresholds that lie between 0 and 1, both excluded."""
    if thresholds is None:
        return ()
    given = list(thresholds) if isinstance(thresholds, Sequence | np.ndarray) else [thresholds]
    for threshold in given:
        if not isinstance(threshold, int | float | np.number) or not 0 < threshold < 1:
            raise ValueError(
                f"`thresholds` must lie between 0 and 1, both excluded, got {threshold!r}."
            )
    return tuple(float(threshold) for threshold in given)
