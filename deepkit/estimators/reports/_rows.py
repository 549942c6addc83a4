"""What is known of rows - labels, numbers, weights - checked and brought into NumPy."""

from typing import Any

import numpy as np

from deepkit.errors import DataError
from deepkit.estimators._examples import label_array, row_weights
from deepkit.feature_column import Table


def label_rows(name: str, labels: Any) -> np.ndarray:
    """Return a label for each row, of shape (rows,).

    Args:
        name: what errors call them.
        labels: array-like of shape (rows,) or (rows, 1).

    Raises:
        DataError: if there are several for a row, or none at all.
    """
    array = label_array(labels, name)
    if array.ndim == 2 and array.shape[1] > 1:
        raise DataError(f"`{name}` must hold one value for each row, got shape {array.shape}.")
    return array.reshape(-1)


def number_rows(name: str, numbers: Any) -> np.ndarray:
    """Return a finite number for each row, float64 of shape (rows,).

    Args:
        name: what errors call them.
        numbers: array-like of shape (rows,) or (rows, 1).

    Raises:
        DataError: if they are no numbers, not finite, or several for a row.
    """
    array = label_rows(name, numbers)
    try:
        return array.astype(np.float64)
    except (TypeError, ValueError):
        raise DataError(f"`{name}` must hold numbers, got {array[0]!r}.") from None


def probability_rows(name: str, numbers: Any) -> np.ndarray:
    """Return a probability for each row, float64 of shape (rows,).

    Args:
        name: what errors call them.
        numbers: array-like of shape (rows,) or (rows, 1).

    Raises:
        DataError: if one is not in [0, 1].
    """
    found = number_rows(name, numbers)
    outside = (found < 0) | (found > 1)
    if outside.any():
        row = int(np.flatnonzero(outside)[0])
        raise DataError(f"`{name}` must be between 0 and 1, got {found[row]} in row {row}.")
    return found


def weight_rows(sample_weight: Any, rows: int) -> np.ndarray:
    """Return a weight for each row, ones if there are none.

    Args:
        sample_weight: a weight >= 0 for each row, or None.
        rows: how many there are.

    Raises:
        DataError: if they are negative, not finite, all zero, or not as many as the rows.
    """
    weights = row_weights(Table({}, rows), sample_weight, None)
    return np.ones(rows) if weights is None else weights


def same_length(**named: np.ndarray) -> None:
    """Check that arrays have as many rows.

    Args:
        **named: the arrays by the names that users know.

    Raises:
        DataError: if they do not.
    """
    lengths = {name: len(array) for name, array in named.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"`{name}` has {length}" for name, length in lengths.items())
        raise DataError(f"There must be as many of each: {told}.")


def positive_rows(y_true: Any, pos_label: Any = None) -> np.ndarray:
    """Tell which rows are of the positive class.

    Args:
        y_true: labels of two classes.
        pos_label: the positive one; 1 if None, for labels 0 and 1, or -1 and 1.

    Raises:
        DataError: if there are more than two classes, or nobody said which is the positive one.
    """
    labels = label_rows("y_true", y_true)
    found = np.unique(labels)
    if pos_label is None:
        if found.dtype.kind not in "biuf" or not set(found.tolist()) <= {-1, 0, 1}:
            raise DataError(
                f"`pos_label` must say which label is the positive one, for `y_true` has "
                f"{found[:5].tolist()}."
            )
        pos_label = 1
    if len(found) > 2:
        raise DataError(
            f"`y_true` must have two classes, got {len(found)}. Ask for one of them: "
            "`y_true == label`."
        )
    return labels == pos_label
