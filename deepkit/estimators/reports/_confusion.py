"""Which classes are taken for which."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from deepkit.errors import DataError, one_of
from deepkit.estimators.reports._axes import axes_for
from deepkit.estimators.reports._rows import label_rows, same_length, weight_rows

OVER = {"true": 1, "pred": 0, "all": None}


@dataclass(frozen=True, eq=False)
class ConfusionMatrix:
    """The weight of the rows of each true class and each predicted one; see `confusion_matrix`.

    Args:
        matrix: entry (i, j) is the weight of the rows of class i that were predicted as j.
        classes: their labels, in the order of rows and columns.

    Shapes:
        `matrix`: (classes, classes). `classes`: (classes,).

    Example:
        >>> from deepkit.estimators.reports import confusion_matrix
        >>> found = confusion_matrix(["a", "a", "b"], ["a", "b", "b"])
        >>> found.recall.tolist(), found.precision.tolist()
        ([0.5, 1.0], [1.0, 0.5])
    """

    matrix: np.ndarray
    classes: np.ndarray

    @property
    def accuracy(self) -> float:
        """The share of the rows that are predicted right."""
        return float(np.trace(self.matrix) / self.matrix.sum())

    @property
    def recall(self) -> np.ndarray:
        """The share of each class's rows that are found; 0 for a class without rows."""
        return _shares(np.diag(self.matrix), self.matrix.sum(axis=1))

    @property
    def precision(self) -> np.ndarray:
        """The share of each class's predictions that are right; 0 for a class never predicted."""
        return _shares(np.diag(self.matrix), self.matrix.sum(axis=0))

    @property
    def f1(self) -> np.ndarray:
        """The harmonic mean of precision and recall of each class."""
        both = self.matrix.sum(axis=0) + self.matrix.sum(axis=1)
        return _shares(2 * np.diag(self.matrix), both)

    def normalized(self, over: str = "true") -> np.ndarray:
        """Return shares instead of weights.

        Args:
            over: `"true"` for shares of the true class (rows add up to 1), `"pred"` for shares of
                the predicted one (columns do), `"all"` for shares of all.

        Raises:
            ValueError: if it is none of these.
        """
        one_of(tuple(OVER), over=over)
        return _shares(self.matrix, self.matrix.sum(axis=OVER[over], keepdims=True))

    def plot(self, ax: Any = None, *, over: str | None = None) -> Any:
        """Draw the matrix with its entries written in; return the axes.

        Args:
            ax: axes of matplotlib; new ones if None.
            over: draw shares of what, as in `normalized`; weights if None.

        Raises:
            ImportError: if matplotlib is needed and not installed.
            ValueError: if `over` is none of these.
        """
        drawn = self.matrix if over is None else self.normalized(over)
        ax = axes_for(ax)
        ax.imshow(drawn, cmap="Blues", vmin=0)
        middle = drawn.max() / 2
        for (i, j), value in np.ndenumerate(drawn):
            text = f"{value:.2f}" if over is not None else f"{value:,.6g}"
            color = "white" if value > middle else "black"
            ax.text(j, i, text, ha="center", va="center", color=color)
        names = [str(label) for label in self.classes]
        ax.set_xticks(range(len(names)), names)
        ax.set_yticks(range(len(names)), names)
        ax.set(xlabel="predicted", ylabel="true")
        return ax


def confusion_matrix(
    y_true: Any,
    y_pred: Any,
    *,
    classes: Sequence[Any] | np.ndarray | None = None,
    sample_weight: Any = None,
) -> ConfusionMatrix:
    """Count which classes are taken for which: `C_ij = sum_n w_n [y_n = i] [prediction_n = j]`.

    Args:
        y_true: the labels of the rows.
        y_pred: the predicted labels.
        classes: the labels, in the order wanted; all that occur, sorted, if None.
        sample_weight: a weight >= 0 for each row.

    Shapes:
        `y_true`, `y_pred` and `sample_weight`: (rows,).

    Raises:
        DataError: if lengths differ, or a label is not among the classes.

    Example:
        >>> from deepkit.estimators.reports import confusion_matrix
        >>> confusion_matrix([0, 0, 1], [0, 1, 1]).matrix.tolist()
        [[1.0, 1.0], [0.0, 1.0]]
    """
    truth, guess = label_rows("y_true", y_true), label_rows("y_pred", y_pred)
    same_length(y_true=truth, y_pred=guess)
    weights = weight_rows(sample_weight, len(truth))
    known = np.unique(np.concatenate([truth, guess])) if classes is None else np.asarray(classes)
    rows, columns = _places("y_true", truth, known), _places("y_pred", guess, known)
    size = len(known)
    flat = np.bincount(rows * size + columns, weights, size * size)
    return ConfusionMatrix(flat.reshape(size, size), known)


def _places(name: str, labels: np.ndarray, classes: np.ndarray) -> np.ndarray:
    places = {label: place for place, label in enumerate(classes.tolist())}
    listed = labels.tolist()
    for row, label in enumerate(listed):
        if label not in places:
            raise DataError(
                f"`{name}` has the label {label!r} in row {row}, which is not among the classes "
                f"{list(places)[:10]}."
            )
    return np.array([places[label] for label in listed])


def _shares(parts: np.ndarray, wholes: np.ndarray) -> np.ndarray:
    return np.divide(parts, wholes, out=np.zeros(parts.shape), where=wholes > 0)
