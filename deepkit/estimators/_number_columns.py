"""Which columns of a data set hold numbers."""

from collections.abc import Iterable, Iterator

import numpy as np

from deepkit.columns import is_ragged
from deepkit.feature_column import Table


def number_columns(tables: Iterable[Table]) -> list[str]:
    """Return the names of columns with numbers in them; those with text in any table are none.

    Args:
        tables: with the same columns.

    Example:
        >>> from deepkit.estimators._number_columns import number_columns
        >>> from deepkit.feature_column import as_table
        >>> number_columns([as_table({"age": [39, None], "zip": ["10115", "50667"]})])
        ['age']
    """
    numbers: dict[str, bool] = {}
    for table in tables:
        for name, column in table.columns.items():
            value = next(_values(column), None)
            if value is not None:
                numbers[name] = numbers.get(name, True) and not isinstance(value, str)
    return [name for name, are in numbers.items() if are]


def _values(column: np.ndarray) -> Iterator[object]:
    """Yield what is there of a column."""
    if column.dtype != object:
        there = ~np.isnan(column) if column.dtype.kind == "f" else np.ones(column.shape, bool)
        yield from column[there][:1].tolist()
    elif is_ragged(column):
        for row in column.tolist():
            yield from _flat(row)
    else:
        yield from column.flat


def _flat(row: object) -> Iterator[object]:
    if not isinstance(row, list):
        yield row
        return
    for inner in row:
        yield from _flat(inner)
