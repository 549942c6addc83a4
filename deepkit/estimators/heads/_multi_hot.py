"""Labels of rows that may have several: lists of labels, or a column of 0 and 1 for each class."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from deepkit.errors import DataError
from deepkit.estimators.heads._labels import as_array, as_ids, look_up, refuse_rows
from deepkit.typing import Tensor


def as_indicators(y: Tensor, n_classes: int | None) -> np.ndarray | None:
    """Return columns of 0 and 1 if that is what the labels are, None for lists of labels.

    Arrays, frames and sparse matrices of numbers are; so are lists of rows that have a 0 or 1 for
    each class.
    """
    array = _dense(y)
    is_list = array is None
    if array is None:
        rows = rows_of(y)
        widths = {len(row) for row in rows}
        wanted = {n_classes} if n_classes else widths
        is_flat = len(widths) == 1 and widths == wanted and widths != {0}
        if not is_flat or not all(_is_bit(value) for row in rows for value in row):
            return None
        array = np.array([list(row) for row in rows])
    if array.ndim != 2 or (n_classes and array.shape[1] != n_classes):
        raise DataError(
            f"`labels` must have the shape (n, {n_classes or 'classes'}), a 0 or 1 for each class, "
            f"got {array.shape}. Lists of labels may have any length."
        )
    if not is_list:
        array = as_array(array)
    refuse_rows((array != 0) & (array != 1), "are not 0 or 1", labels=array)
    return array.astype(np.float32)


def flattened(y: Tensor) -> tuple[np.ndarray, np.ndarray, int]:
    """Return the labels of all rows in one array, the row of each, and how many rows there are."""
    rows = rows_of(y)
    numbers = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    labels = as_array([value for row in rows for value in row], rows=numbers)
    return labels, numbers, len(rows)


def from_lists(y: Tensor, n_classes: int, vocabulary: np.ndarray | None) -> np.ndarray:
    """Return a column of 0 and 1 for each class, given the labels of each row."""
    labels, rows, count = flattened(y)
    found = np.zeros((count, n_classes), np.float32)
    if len(labels):
        if vocabulary is None:
            ids = as_ids(labels, n_classes, rows)
        else:
            ids = look_up(labels, vocabulary, rows)
        found[rows, ids] = 1.0
    return found


def rows_of(y: Tensor) -> list[Sequence[Any]]:
    """Return the labels of each row as a list."""
    given = y.tolist() if hasattr(y, "tolist") else y
    if not isinstance(given, list | tuple):
        raise DataError(
            f"`labels` must be lists of labels, or an array of shape (n, classes), got "
            f"{type(y).__name__}."
        )
    wrong = np.array([not isinstance(row, list | tuple | set | np.ndarray) for row in given], bool)
    refuse_rows(wrong, "are no lists of labels", "A row with one label has a list of one.")
    return [list(row) for row in given]


def _dense(y: Tensor) -> np.ndarray | None:
    """Return an array of numbers, None for lists and arrays of objects or text."""
    if hasattr(y, "toarray"):
        y = y.toarray()
    if hasattr(y, "detach"):
        y = y.detach().cpu()
    if hasattr(y, "to_numpy"):
        y = y.to_numpy()
    if isinstance(y, list | tuple):
        return None
    array = np.asarray(y)
    return array if array.dtype.kind in "biuf" else None


def _is_bit(value: Any) -> bool:
    return not isinstance(value, str | bytes) and value in (0, 1)
