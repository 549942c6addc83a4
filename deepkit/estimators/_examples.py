"""What was passed as `X`, `y` and `sample_weight`, checked and brought into columns."""

import warnings
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any

import numpy as np

from deepkit.columns import ARRAY
from deepkit.errors import DataError
from deepkit.estimators._sklearn import DataConversionWarning
from deepkit.feature_column import Table, as_table, read_csv


@dataclass(frozen=True, eq=False)
class Examples:
    """Rows with what is known of them.

    Attributes:
        table: the columns.
        labels: the targets as they came, or None; a dict for several heads.
        weights: a weight for each row, float64 and > 0, or None.
        names: the names of the columns of a frame, in its order; None for an array.
        width: the number of columns.
        target: the name of the column that the labels were in, if they were in one.
    """

    table: Table
    labels: Any
    weights: np.ndarray | None
    names: tuple[str, ...] | None
    width: int
    target: str | None = None

    def take(self, rows: np.ndarray) -> "Examples":
        """Return some of the rows.

        Args:
            rows: their places.
        """
        labels = self.labels
        if isinstance(labels, dict):
            labels = {name: np.asarray(values)[rows] for name, values in labels.items()}
        elif labels is not None:
            labels = labels[rows]
        weights = None if self.weights is None else self.weights[rows]
        return replace(self, table=self.table.take(rows), labels=labels, weights=weights)


def read_examples(
    data: Any,
    y: Any = None,
    sample_weight: Any = None,
    *,
    weight_column: str | None = None,
) -> Examples:
    """Return data as examples, rows of weight 0 left out.

    Args:
        data: a frame, a dict of columns, a two-dimensional array, or the path of a CSV file.
        y: the targets; or the name of the column of the data that holds them.
        sample_weight: a weight for each row.
        weight_column: the column of the data that holds weights.

    Raises:
        DataError: if something is empty, not finite, or of another length.
        TypeError: if the data is sparse or no data at all.
    """
    table, names, width = read_table(data)
    labels, table, names, width = _labels(y, table, names, width)
    weights = row_weights(table, sample_weight, weight_column)
    target = y if isinstance(y, str) else None
    examples = Examples(table, labels, weights, names, width, target)
    if weights is None or (weights > 0).all():
        return examples
    return examples.take(np.flatnonzero(weights > 0))


def rows_and_labels(data: Any, y: Any) -> tuple[Any, Any]:
    """Return rows and their labels.

    Args:
        data: rows.
        y: labels, or the name of the column of the data that holds them.

    Raises:
        DataError: if there is no such column.
    """
    if not isinstance(y, str):
        return data, y
    examples = read_examples(data, y)
    return examples.table, examples.labels


def read_table(data: Any) -> tuple[Table, tuple[str, ...] | None, int]:
    """Return data as a table, with the names of its columns (None for an array) and their number.

    Args:
        data: a frame, a dict of columns, a two-dimensional array, or the path of a CSV file.

    Raises:
        DataError: if it is empty or not finite.
        TypeError: if it is sparse or no data at all.
    """
    if isinstance(data, (str, PathLike)):
        data = read_csv(data)
    array = matrix(data) if _is_matrix(data) else None
    if array is not None:
        return Table({ARRAY: array}, len(array), True), None, array.shape[1]
    table = as_table(data)
    return table, table.names, len(table.names)


def _is_matrix(data: Any) -> bool:
    """Tell whether data is an array without names: a matrix, or an object that makes itself one."""
    if hasattr(data, "tocsr"):  # some sparse matrices are dicts
        return True
    if isinstance(data, (Table, dict)) or hasattr(data, "columns") or hasattr(data, "column_names"):
        return False
    if isinstance(data, list) and data and isinstance(data[0], dict):
        return False
    return not (isinstance(data, np.ndarray) and data.dtype.names)


def matrix(data: Any) -> np.ndarray | None:
    """Return a two-dimensional array of finite floats; None if it is of text.

    Args:
        data: something array-like.

    Raises:
        DataError: if it has another rank, nothing in it, or something that is not finite.
        TypeError: if it is sparse, or not of numbers.
    """
    if data is None:
        raise DataError("This estimator requires X to be passed, but the target X is None.")
    if hasattr(data, "tocsr"):
        raise TypeError(
            f"Sparse data was passed ({type(data).__name__}), but dense data is required: pass "
            "`X.toarray()`."
        )
    array = np.asarray(data)
    _refuse_kinds(array)
    if array.ndim != 2:
        raise DataError(
            f"Expected 2D array, got {array.ndim}D array instead. Reshape your data: "
            "`X.reshape(-1, 1)` if it is one feature, `X.reshape(1, -1)` if it is one row."
        )
    if 0 in array.shape:
        what, axis = ("feature", 1) if array.shape[1] == 0 else ("sample", 0)
        raise DataError(
            f"Found array with {array.shape[axis]} {what}(s) (shape={array.shape}) while a "
            "minimum of 1 is required."
        )
    if array.dtype.kind in "US":
        return None
    try:
        floats = array if array.dtype == np.float32 else array.astype(np.float64)
    except ValueError:
        return None
    return _finite("X", floats)


def _refuse_kinds(array: np.ndarray) -> None:
    if np.iscomplexobj(array):
        raise DataError("Complex data not supported: `X` must be of real numbers.")
    if array.dtype.kind in "mM":
        raise DataError(
            f"`X` must be of numbers, got {array.dtype}. Pass dates as columns with names, in a "
            "frame or a dict, where they are days since 1970-01-01."
        )


def _finite(name: str, array: np.ndarray) -> np.ndarray:
    for what, test in (("NaN", np.isnan), ("infinity", np.isinf)):
        found = test(array)
        if found.any():
            row = int(np.argwhere(found)[0][0])
            raise DataError(f"Input {name} contains {what}, first in row {row} (inf/NaN).")
    return array


def _labels(
    y: Any, table: Table, names: tuple[str, ...] | None, width: int
) -> tuple[Any, Table, tuple[str, ...] | None, int]:
    if isinstance(y, str):
        if names is None or y not in table:
            raise DataError(f"`y` is the name of a column, {y!r}, which `X` does not have.")
        names = tuple(name for name in names if name != y)
        return table[y], table.without(y), names, width - 1
    if isinstance(y, dict):
        y = {name: label_array(values, name) for name, values in y.items()}
        lengths = {name: len(values) for name, values in y.items()}
    else:
        y = None if y is None else label_array(y, "y")
        lengths = {} if y is None else {"y": len(y)}
    for name, length in lengths.items():
        if length != table.rows:
            raise DataError(
                f"`X` and {name!r} must have as many rows, got {table.rows} and {length}."
            )
    return y, table, names, width


def label_array(y: Any, name: str) -> np.ndarray:
    """Return targets as an array with an entry for each row; rows of other lengths stay lists.

    Args:
        y: something array-like.
        name: what errors call it.

    Raises:
        DataError: if it is complex, empty, or a single value.
    """
    if hasattr(y, "tocsr"):
        raise TypeError(f"Sparse targets are not supported: pass `{name}.toarray()`.")
    array = y.to_numpy() if hasattr(y, "to_numpy") else _rows_of(y)
    if array.dtype.kind == "c":
        raise DataError(f"Complex data not supported: `{name}` must be of real numbers.")
    if array.ndim == 0 or 0 in array.shape:
        raise DataError(
            f"`{name}` must have shape (rows,) or (rows, outputs) with at least one row, got "
            f"{array.shape}."
        )
    if array.dtype.kind == "f":
        _finite(name, array)
    return array


def _rows_of(y: Any) -> np.ndarray:
    try:
        return np.asarray(y)
    except ValueError:  # lists of other lengths
        return np.fromiter(y, object, len(y))


def column_vector(y: Any) -> Any:
    """Return targets of shape (rows, 1) as (rows,), with scikit-learn's warning.

    Args:
        y: targets.
    """
    if isinstance(y, np.ndarray) and y.ndim == 2 and y.shape[1] == 1:
        warnings.warn(
            "A column-vector y was passed when a 1d array was expected. Please change the shape "
            "of y to (n_samples,), for example using ravel().",
            DataConversionWarning,
            stacklevel=3,
        )
        return y[:, 0]
    return y


def row_weights(table: Table, sample_weight: Any, weight_column: str | None) -> np.ndarray | None:
    """Return the weights of rows: the product of those that are given.

    Args:
        table: the columns.
        sample_weight: a weight for each row, or one for all.
        weight_column: the column that holds weights.

    Raises:
        DataError: if they are negative, not finite, all zero, or as many as not the rows.
    """
    weights = None
    if sample_weight is not None:
        weights = np.asarray(sample_weight, np.float64)
        weights = np.full(table.rows, weights) if weights.ndim == 0 else weights
        _check_weights("sample_weight", weights, table.rows)
    if weight_column is not None:
        if weight_column not in table:
            raise DataError(f"`weight_column` {weight_column!r} is not among the columns.")
        column = _weights_in(table, weight_column)
        _check_weights(weight_column, column, table.rows)
        weights = column if weights is None else weights * column
    if weights is not None and not weights.any():
        raise DataError("Sample weights must contain at least one non-zero number, all are zero.")
    return weights


def _weights_in(table: Table, name: str) -> np.ndarray:
    column = table[name]
    try:
        return column.astype(np.float64).reshape(table.rows)
    except (TypeError, ValueError):
        raise DataError(
            f"Column {name!r} of weights must hold a number for each row, got "
            f"{column.ravel().tolist()[0]!r}."
        ) from None


def _check_weights(name: str, weights: np.ndarray, rows: int) -> None:
    if weights.shape != (rows,):
        raise DataError(
            f"`{name}` must be a 1D array with a weight for each of the {rows} rows, got shape "
            f"{weights.shape}. Sample weights must be 1D array or scalar."
        )
    _finite(name, weights)
    if (weights < 0).any():
        raise DataError(f"`{name}` must be >= 0, got {weights.min()}.")
