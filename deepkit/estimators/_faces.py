"""What classifiers and regressors say of themselves to scikit-learn."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from deepkit.errors import DataError
from deepkit.estimators._examples import Examples, column_vector, rows_and_labels
from deepkit.estimators._keeping import Keeping
from deepkit.estimators._sklearn import ClassifierMixin, RegressorMixin
from deepkit.estimators.heads import ClassHead, Head, RegressionHead, classification_head


class Classes(Keeping):
    """An estimator that knows classes."""

    @property
    def classes_(self) -> np.ndarray:
        """The classes, in the order of their probabilities."""
        return self._class_head().classes_

    def _class_head(self) -> ClassHead:
        head = self._known().head.inner
        assert isinstance(head, ClassHead)  # who has others does not ask
        return head

    def _of_classes(self, data: Any, told: Callable[[ClassHead, Any], np.ndarray]) -> np.ndarray:
        """Return what the head tells of the classes by the logits of rows."""
        logits = self._predictions(data)["logits"]
        return told(self._class_head(), logits)

    def _decided(self, data: Any) -> np.ndarray:
        logits = self._predictions(data)["logits"]
        return logits[..., 0] if logits.shape[-1] == 1 else logits


class Classifier(ClassifierMixin, Classes):
    """An estimator whose labels are classes."""

    n_classes: int | None
    label_vocabulary: Any
    weight_column: str | None
    loss_reduction: str
    compat: str | None
    class_weight: Any

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = self.n_classes is None or self.n_classes > 2
        return tags

    def predict_proba(self, X: Any) -> np.ndarray:  # noqa: N803  scikit-learn's name
        """Return the probabilities of the classes, of shape (rows, classes).

        Args:
            X: rows, as for `predict`.

        Raises:
            NotFittedError: if nothing was learned yet.
        """
        return self._of_classes(X, ClassHead.probabilities)

    def predict_log_proba(self, X: Any) -> np.ndarray:  # noqa: N803  scikit-learn's name
        """Return the logarithms of the probabilities, finite also where these underflow to 0.

        Args:
            X: rows, as for `predict`.

        Raises:
            NotFittedError: if nothing was learned yet.
        """
        return self._of_classes(X, ClassHead.log_probabilities)

    def decision_function(self, X: Any) -> np.ndarray:  # noqa: N803  scikit-learn's name
        """Return the logits: of shape (rows,) for two classes, else (rows, classes).

        Args:
            X: rows, as for `predict`.

        Raises:
            NotFittedError: if nothing was learned yet.
        """
        return self._decided(X)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:  # noqa: N803  scikit-learn's name
        """Return the share of rows that are predicted right.

        Args:
            X: rows, as for `predict`.
            y: their labels, or the name of the column of `X` that holds them.
            sample_weight: a weight for each row.
        """
        rows, labels = rows_and_labels(X, y)
        return accuracy(self.predict(rows), labels, sample_weight)

    def _answer(self, predictions: dict[Any, np.ndarray]) -> np.ndarray:
        return self.classes_[predictions["class_ids"][..., 0]]

    def _with_own_labels(self, examples: Examples) -> Examples:
        labels = column_vector(examples.labels)
        if labels.ndim != 1:
            raise DataError(
                f"`y` must have one class for each row, got shape {labels.shape}. For several "
                "labels use a MultiLabelHead with a generic estimator."
            )
        return replace(examples, labels=labels)

    def _make_head(self, labels: Any) -> Head:
        # TensorFlow's models had two classes unless they were told of more.
        assumed = 2 if self.compat == "tf" and self.label_vocabulary is None else None
        return classification_head(
            labels,
            assumed if self.n_classes is None else self.n_classes,
            weight_column=self._weight_key,
            label_vocabulary=None if self.label_vocabulary is None else list(self.label_vocabulary),
            loss_reduction=self.loss_reduction,
        )


class Regressor(RegressorMixin, Keeping):
    """An estimator whose labels are numbers."""

    label_dimension: int
    weight_column: str | None
    loss_reduction: str
    standardize: bool
    compat: str | None
    class_weight = None

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:  # noqa: N803  scikit-learn's name
        """Return the share of the variance of `y` that is explained, R2; the mean over outputs.

        Args:
            X: rows, as for `predict`.
            y: their targets, or the name of the column of `X` that holds them.
            sample_weight: a weight for each row.
        """
        rows, targets = rows_and_labels(X, y)
        return explained(self.predict(rows), targets, sample_weight)

    def _answer(self, predictions: dict[Any, np.ndarray]) -> np.ndarray:
        found = predictions["predictions"].astype(np.float64)  # scikit-learn's precision
        return found[:, 0] if found.shape[1] == 1 and self._known().rank == 1 else found

    def _with_own_labels(self, examples: Examples) -> Examples:
        if isinstance(examples.labels, np.ndarray) and examples.labels.dtype.kind not in "fiub":
            try:
                labels = examples.labels.astype(np.float64)
            except (TypeError, ValueError):
                raise DataError(
                    f"`y` must be numbers, got {_first(examples.labels)!r}. Use a classifier."
                ) from None
            return replace(examples, labels=labels)
        return examples

    def _make_head(self, labels: Any) -> Head:
        rank = np.ndim(labels)
        width = labels.shape[1] if rank == 2 and self.label_dimension == 1 else self.label_dimension
        return RegressionHead(
            width,
            weight_column=self._weight_key,
            loss_reduction=self.loss_reduction,
            standardize=self.standardize and self.compat is None,
        )


def _first(labels: np.ndarray) -> Any:
    return np.asarray(labels, object).flat[0]


def accuracy(found: np.ndarray, y: Any, sample_weight: Any = None) -> float:
    """Return the share of labels that are right.

    Args:
        found: labels.
        y: those that are right.
        sample_weight: a weight for each row.
    """
    return float(np.average(found == np.asarray(y).reshape(-1), weights=sample_weight))


def explained(found: np.ndarray, y: Any, sample_weight: Any = None) -> float:
    """Return the share of the variance of `y` that is explained, R2; the mean over outputs.

    Args:
        found: values.
        y: those that are right.
        sample_weight: a weight for each row.
    """
    target = np.asarray(y, np.float64).reshape(found.shape)
    missed = np.average((target - found) ** 2, axis=0, weights=sample_weight)
    mean = np.average(target, axis=0, weights=sample_weight)
    varied = np.average((target - mean) ** 2, axis=0, weights=sample_weight)
    return float(np.mean(1 - missed / np.where(varied > 0, varied, 1)))
