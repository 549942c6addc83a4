"""Hold the rows of a data set as named columns, whatever library they come from."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from deepkit.columns._values import (
    holds_dates,
    library,
    refuse_sparse,
    to_objects,
    to_values,
)
from deepkit.errors import DataError
from deepkit.typing import Tensor

_MATRIX = "x"


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """Columns of equal length by name; make one with `as_table`.

    A column is an array of numbers (missing ones are NaN), an object array of `str` (missing ones
    are `""`), or an object array of lists, where rows hold different numbers of values. A matrix
    is the one column `"x"` of shape (rows, d); `table["x0"]` is its first slice.

    Args:
        columns: arrays by name, with `rows` rows each.
        rows: how many there are.
        matrix: whether it was one matrix without names.
        dates: the names of the columns that held dates, which are days since 1970-01-01 now.

    Example:
        >>> from deepkit.feature_column import as_table
        >>> table = as_table({"age": [39, 50], "job": ["clerk", None]})
        >>> table["job"]
        array(['clerk', ''], dtype=object)
        >>> table.take([1])["age"]
        array([50])
    """

    columns: dict[str, np.ndarray]
    rows: int
    matrix: bool = False
    dates: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        return tuple(self.columns)

    def __len__(self) -> int:
        return self.rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __contains__(self, key: object) -> bool:
        return key in self.columns or self._slice(key) is not None

    def __getitem__(self, key: str) -> np.ndarray:
        column = self.columns.get(key)
        if column is None:
            column = self._slice(key)
        if column is None:
            near = difflib.get_close_matches(str(key), self.columns, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"There are {_listed(self.columns)}."
            raise DataError(f"Column {key!r} is missing from the data. {hint}")
        return column

    def take(self, rows: Tensor) -> "Table":
        """Return a table of some rows.

        Args:
            rows: their numbers, a mask, or a slice.
        """
        columns = {name: column[rows] for name, column in self.columns.items()}
        return Table(columns, len(next(iter(columns.values()), ())), self.matrix, self.dates)

    def without(self, *names: str) -> "Table":
        """Return a table that lacks some columns, such as the labels.

        Args:
            *names: of columns that are there.

        Raises:
            DataError: if one of them is not.
        """
        for name in names:
            if name not in self.columns:
                self[name]  # says what is there
                raise DataError(f"Column {name!r} is a part of {_MATRIX!r} and cannot be left out.")
        kept = {name: column for name, column in self.columns.items() if name not in names}
        return Table(kept, self.rows, self.matrix, self.dates.difference(names))

    def _slice(self, key: object) -> np.ndarray | None:
        """Return column i of the matrix for the key `"x<i>"`."""
        if not self.matrix or not isinstance(key, str) or _MATRIX not in self.columns:
            return None
        matrix, number = self.columns[_MATRIX], key[len(_MATRIX) :]
        if not (key.startswith(_MATRIX) and number.isdecimal() and matrix.ndim == 2):
            return None
        return matrix[:, int(number)] if int(number) < matrix.shape[1] else None


def as_table(data: Tensor) -> Table:
    """Turn data into a table.

    Args:
        data: a `Table`; a pandas or polars frame; a pyarrow table; a dict of columns, each a list,
            an array, a series or a tensor; a structured array; or a matrix (an array, a tensor or
            a list of rows), which becomes the one column `"x"`, or the columns `"x0"`, `"x1"`... if
            it holds text or other objects.

    Raises:
        DataError: if there are no rows or columns, names appear twice, lengths differ, or values
            can be no column; the message names the column.
        TypeError: if data is sparse, or of a type that holds no columns.

    Example:
        >>> import numpy as np
        >>> from deepkit.feature_column import as_table
        >>> as_table(np.zeros((3, 2))).names
        ('x',)
    """
    if isinstance(data, Table):
        return data
    if isinstance(data, Mapping):
        return _from_columns(data.items())
    if library(type(data)):
        frame = data.collect() if hasattr(data, "collect") else data  # a lazy frame of polars
        if hasattr(frame, "columns"):
            return _from_columns(_FRAMES[library(type(data))](frame))
    refuse_sparse(data, "The data")
    if isinstance(data, str) or hasattr(data, "__fspath__"):
        raise TypeError(f"The data is the path {str(data)!r}. Read it: `read_csv(path)`.")
    if isinstance(data, list | tuple) and data and isinstance(data[0], Mapping):
        return _from_columns(_transposed(data))
    array = data if isinstance(data, np.ndarray) else _to_array(data)
    if array.dtype.names:
        return _from_columns((name, array[name]) for name in array.dtype.names)
    return _from_matrix(array)


def _from_columns(items: Iterable[tuple[object, Tensor]]) -> Table:
    columns: dict[str, np.ndarray] = {}
    dates: list[str] = []
    for key, values in items:
        name = key if type(key) is str else str(key)
        if name in columns:
            raise DataError(f"Column names must differ, got {name!r} twice. Rename one of the two.")
        columns[name] = to_values(values, name)
        if columns[name].dtype == np.float64 and holds_dates(values):
            dates.append(name)
    if not columns:
        raise DataError("Data must have at least one column, got none.")
    first, rows = next((name, len(column)) for name, column in columns.items())
    for name, column in columns.items():
        if len(column) != rows:
            raise DataError(
                f"Columns must have the same number of rows, but {name!r} has {len(column)} and "
                f"{first!r} has {rows}."
            )
    return Table(columns, _some(rows), dates=frozenset(dates))


def _from_matrix(array: np.ndarray) -> Table:
    if array.ndim < 2:
        shown = "a single value" if array.ndim == 0 else f"shape {array.shape}"
        raise DataError(
            f"Data without names of columns must be 2-D, got {shown}. Reshape your data: "
            "`x.reshape(-1, 1)` if it is one column, `x.reshape(1, -1)` if it is one row."
        )
    if array.size == 0 and len(array):
        raise DataError(
            f"Found data with 0 feature(s) (shape={array.shape}) while a minimum of 1 is required."
        )
    _some(len(array))
    if array.dtype.kind in "OSTU" and array.ndim == 2:
        columns = {f"{_MATRIX}{i}": to_values(array[:, i], f"x{i}") for i in range(array.shape[1])}
        if any(column.dtype == object for column in columns.values()):
            return Table(columns, len(array))
        if any(column.ndim > 1 for column in columns.values()):
            raise _uneven()
        array = np.stack(list(columns.values()), axis=1)
    values = to_values(array, _MATRIX)
    dates = frozenset((_MATRIX,)) if holds_dates(array) else frozenset[str]()
    return Table({_MATRIX: values}, len(values), True, dates)


def _to_array(data: Tensor) -> np.ndarray:
    if hasattr(data, "detach"):  # torch
        return to_values(data, _MATRIX)
    if hasattr(data, "__array__"):
        return np.asarray(data)
    if not isinstance(data, list | tuple):
        raise TypeError(
            "Data must be a table, a frame, a dict of columns or a 2-D array, got "
            f"{type(data).__name__}."
        )
    try:
        array = np.array(data, object)
    except ValueError as error:
        raise _uneven() from error
    if array.ndim == 1 and any(isinstance(row, list | tuple | np.ndarray) for row in data):
        raise _uneven()
    return array


def _uneven() -> DataError:
    return DataError("Data without names of columns must have rows of one length.")


def _transposed(rows: Sequence[Mapping[str, Tensor]]) -> Iterable[tuple[str, Tensor]]:
    """Turn rows that name their values into columns; what a row does not name is missing."""
    names = dict.fromkeys(name for row in rows for name in row)
    return ((name, [row.get(name) for row in rows]) for name in names)


def _some(rows: int) -> int:
    if rows == 0:
        raise DataError("Data must have at least one row, got 0 rows.")
    return rows


_FRAMES: dict[str, Callable[[Tensor], Iterable[tuple[object, Tensor]]]] = {
    "pandas": lambda frame: frame.items(),
    "polars": lambda frame: ((series.name, series) for series in frame.get_columns()),
    "pyarrow": lambda table: zip(table.schema.names, table.columns, strict=True),
}


def _listed(names: Iterable[str]) -> str:
    listed = [repr(name) for name in names]
    return ", ".join(listed[:10]) + (f" and {len(listed) - 10} more" if len(listed) > 10 else "")


def join(tables: Sequence[Table]) -> Table:
    """Put the rows of tables with the same columns below each other."""
    first = tables[0]
    if len(tables) == 1:
        return first
    columns = {name: _below([table[name] for table in tables]) for name in first}
    dates = frozenset[str]().union(*(table.dates for table in tables))
    return Table(columns, sum(table.rows for table in tables), first.matrix, dates)


def _below(parts: list[np.ndarray]) -> np.ndarray:
    if len({part.shape[1:] for part in parts}) > 1:  # rows of other lengths: all become lists
        return to_objects(
            row if isinstance(row, list) else row.tolist() for p in parts for row in p
        )
    return np.concatenate(parts)
