"""How much of a data set is missing."""

from collections.abc import Iterable

import numpy as np

from deepkit.feature_column import Table


def missing_shares(tables: Iterable[Table]) -> dict[str, float]:
    """Return the share of the rows that lack a value, for each column that lacks any.

    Args:
        tables: with the same columns. Missing numbers are NaN, missing texts and lists empty.

    Example:
        >>> from deepkit.estimators._missing import missing_shares
        >>> from deepkit.feature_column import as_table
        >>> missing_shares([as_table({"age": [39, None], "job": ["cook", "clerk"]})])
        {'age': 0.5}
    """
    counts: dict[str, int] = {}
    rows = 0
    for table in tables:
        rows += table.rows
        for name, column in table.columns.items():
            counts[name] = counts.get(name, 0) + int(_lacking(column).sum())
    return {name: count / rows for name, count in counts.items() if count}


def _lacking(column: np.ndarray) -> np.ndarray:
    """Tell which rows lack a value, or one of their values."""
    if column.dtype == object and column.ndim == 1:
        return np.fromiter(map(len, column), np.int64, len(column)) == 0
    if column.dtype == object:
        absent = np.asarray(column == "", bool)
    else:
        absent = np.isnan(column) if column.dtype.kind == "f" else np.zeros(column.shape, bool)
    return np.asarray(absent.reshape(len(column), -1).any(axis=1))
