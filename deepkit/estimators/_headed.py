"""What estimators with a head of the user's choice say of themselves."""

from collections.abc import Callable
from typing import Any

import numpy as np

from deepkit.errors import DataError
from deepkit.estimators._examples import column_vector, rows_and_labels
from deepkit.estimators._faces import Classes, accuracy, explained
from deepkit.estimators.heads import (
    ClassHead,
    Head,
    MultiClassHead,
    MultiHead,
    MultiLabelHead,
    RegressionHead,
)
from deepkit.feature_column import as_table

Arrays = dict[Any, np.ndarray]


class Headed(Classes):
    """An estimator whose head was given: it predicts what the head says.

    For scikit-learn it is a classifier if the head chooses one of several classes, and a regressor
    if it predicts numbers.
    """

    head: Any
    standardize: bool
    compat: str | None
    class_weight = None

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import ClassifierTags, RegressorTags

        tags, head = super().__sklearn_tags__(), self.head
        tags.target_tags.required = True
        if chooses(head):
            tags.estimator_type = "classifier"
            tags.classifier_tags = ClassifierTags(multi_class=isinstance(head, MultiClassHead))
        elif isinstance(head, RegressionHead):
            tags.estimator_type = "regressor"
            tags.regressor_tags = RegressorTags()
            tags.target_tags.multi_output = head.label_dimension > 1
            tags.target_tags.single_output = head.label_dimension == 1
        return tags

    # --- classes, where there are some ----------------------------------------------------------

    @property
    def classes_(self) -> np.ndarray:
        """The classes, in the order of their probabilities."""
        self._need("classes_")
        return self._class_head().classes_

    @property
    def predict_proba(self) -> Callable[[Any], np.ndarray]:
        """Return the probabilities of the classes, of shape (rows, classes)."""
        self._need("predict_proba")
        return lambda X: self._of_classes(X, ClassHead.probabilities)  # noqa: N803  scikit-learn's name

    @property
    def predict_log_proba(self) -> Callable[[Any], np.ndarray]:
        """Return the logarithms of the probabilities, finite also where these underflow to 0."""
        self._need("predict_log_proba")
        return lambda X: self._of_classes(X, ClassHead.log_probabilities)  # noqa: N803  scikit-learn's name

    @property
    def decision_function(self) -> Callable[[Any], np.ndarray]:
        """Return the logits: of shape (rows,) for two classes, else (rows, classes)."""
        self._need("decision_function")
        return self._decided

    def _need(self, name: str) -> None:
        if not isinstance(self.head, ClassHead):
            raise AttributeError(
                f"{type(self).__name__} has no `{name}`, for its head {type(self.head).__name__} "
                "has no classes."
            )

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:  # noqa: N803  scikit-learn's name
        """Return the share of rows that are predicted right, or R2 for numbers.

        A row of several labels is right if all of them are; several heads have the mean of theirs.

        Args:
            X: rows, as for `predict`.
            y: their labels, or the name of the column of `X` that holds them.
            sample_weight: a weight for each row.
        """
        rows, labels = rows_and_labels(X, y)
        found = self.predict(rows)
        return scored(self._known().head, found, self._own_targets(labels), sample_weight)

    # --- inside ---------------------------------------------------------------------------------

    @property
    def _weight_key(self) -> str | None:
        return weight_column_of(checked_head(self.head))

    def _make_head(self, labels: Any) -> Head:
        if chooses(self.head):
            refuse_measured(labels)
        return with_scales(self.head) if self.standardize and self.compat is None else self.head

    def _own_targets(self, y: Any) -> Any:
        return own_targets(checked_head(self.head), y)

    def _answer(self, predictions: Arrays) -> Any:
        fitted = self._known()
        return answer(fitted.head.inner, predictions, flat=fitted.rank == 1)


def checked_head(head: Any) -> Head:
    """Return a head, or refuse what is none.

    Args:
        head: what was given.

    Raises:
        TypeError: if it is no head.
    """
    if not isinstance(head, Head):
        raise TypeError(f"`head` must be a head such as `RegressionHead()`, got {head!r}.")
    return head


def weight_column_of(head: Head) -> str | None:
    """Return the feature that holds the weights of the rows.

    Args:
        head: a head.

    Raises:
        ValueError: if several heads have different ones.
    """
    heads = head.heads if isinstance(head, MultiHead) else [head]
    columns = {getattr(head.weight_column, "name", head.weight_column) for head in heads}
    if len(columns) > 1:
        raise ValueError(
            f"The heads of a MultiHead must have the same `weight_column`, got {columns}."
        )
    return columns.pop()


def chooses(head: Any) -> bool:
    """Tell whether a head chooses one of several classes.

    Args:
        head: a head.
    """
    return isinstance(head, ClassHead) and not isinstance(head, MultiLabelHead)


def refuse_measured(labels: np.ndarray) -> None:
    """Refuse labels that are no classes but measured; numbers from 0 to 1 are probabilities.

    Args:
        labels: labels of classes.

    Raises:
        DataError: if they are measured.
    """
    if labels.dtype.kind != "f" or ((labels >= 0) & (labels <= 1)).all():
        return
    wrong = labels[labels != np.floor(labels)]
    if len(wrong):
        raise DataError(
            f"Unknown label type: continuous numbers such as {float(wrong[0])!r}, and the head "
            "needs classes. Use `RegressionHead`, or labels that are whole or text."
        )


def with_scales(head: Head) -> Head:
    """Return a head that learns the scale of numbers, where no other loss or link was asked for.

    Args:
        head: a head.
    """
    if isinstance(head, MultiHead):
        return MultiHead([with_scales(one) for one in head.heads], head.head_weights)
    if type(head) is not RegressionHead or head.standardize is not False:
        return head
    if head.loss_fn is not None or head.inverse_link_fn is not None:
        return head
    return RegressionHead.from_config({**head.get_config(), "standardize": True})


def own_targets(head: Head, y: Any) -> Any:
    """Return labels in a form in which they can be read as columns.

    Args:
        head: tells what they are.
        y: labels; for several heads a dict or a frame by their names.
    """
    if isinstance(head, MultiHead):
        labels = y if isinstance(y, dict) or not hasattr(y, "columns") else as_table(y).columns
        if not isinstance(labels, dict):
            return y
        heads = dict(zip(head.names, head.heads, strict=True))
        return {k: own_targets(heads[k], v) if k in heads else v for k, v in labels.items()}
    if isinstance(head, MultiLabelHead):
        # Rows of other lengths are no matrix.
        return np.fromiter(y, object, len(y)) if isinstance(y, list | tuple) else y
    return y if getattr(head, "label_dimension", 1) > 1 else column_vector(y)


def answer(head: Head, predictions: Arrays, *, flat: bool = True) -> Any:
    """Return what `predict` says: labels, values, a 0 or 1 for each class, or a dict of these.

    Args:
        head: tells what the predictions are.
        predictions: by TensorFlow's keys.
        flat: whether one number a row comes without an axis of its own.
    """
    if isinstance(head, MultiHead):
        return {
            name: answer(one, {key: v for (whose, key), v in predictions.items() if whose == name})
            for name, one in zip(head.names, head.heads, strict=True)
        }
    if isinstance(head, MultiLabelHead):
        return (predictions["logits"] > 0).astype(np.int64)
    if isinstance(head, ClassHead):
        return head.classes_[predictions["class_ids"][..., 0]]
    found = predictions["predictions"].astype(np.float64)  # scikit-learn's precision
    return found[..., 0] if flat and found.shape[-1] == 1 else found


def scored(head: Head, found: Any, y: Any, sample_weight: Any = None) -> float:
    """Return how good answers are: the share of right ones, or R2 for numbers.

    Args:
        head: tells what they are.
        found: what `answer` returned.
        y: labels.
        sample_weight: a weight for each row.
    """
    if isinstance(head, MultiHead):
        heads = zip(head.names, head.heads, strict=True)
        return float(np.mean([scored(one, found[k], y[k], sample_weight) for k, one in heads]))
    if isinstance(head, MultiLabelHead):
        right = (found == head.encode_labels(y)).all(axis=1)
        return float(np.average(right, weights=sample_weight))
    if isinstance(head, ClassHead):
        return accuracy(found, y, sample_weight)
    return explained(found, y, sample_weight)
