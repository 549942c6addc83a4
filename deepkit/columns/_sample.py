"""Rows made up for columns: what they know, what they never saw, and nothing at all."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from deepkit.columns._array import ArrayColumn
from deepkit.columns._categorical import KeyedColumn
from deepkit.columns._column import FeatureColumn, walk
from deepkit.columns._crossed import CrossedColumn
from deepkit.columns._hashed import HashedColumn
from deepkit.columns._identity import IdentityColumn
from deepkit.columns._numeric import NumericColumn
from deepkit.columns._sequence import SequenceCategoricalColumn, SequenceNumericColumn
from deepkit.columns._vocabulary import VocabularyColumn
from deepkit.columns._weighted import WeightedCategoricalColumn

STEPS = (2, 1, 1)
"""How many steps the sequences of each row have."""

_NEW = "(never seen)"


def sample_columns(columns: Iterable[FeatureColumn]) -> dict[str, list[Any]]:
    """Return three rows for columns, by the names of the columns of the data.

    Args:
        columns: have nothing left to learn.
    """
    found: dict[str, list[Any]] = {}
    later: dict[str, list[Any]] = {}
    for column in walk(tuple(columns)):
        if isinstance(column, SequenceCategoricalColumn | SequenceNumericColumn):
            inner: Any = column.parents[0]
            found[inner.key] = _steps(_values(inner))
        elif isinstance(column, CrossedColumn):
            for key in column.plain:
                known: list[Any] = [1, 2] if column.kind(key) is False else ["a", "b"]
                later[key] = [*known, None if column.missing != "error" else known[0]]
        elif isinstance(column, WeightedCategoricalColumn):
            missing = getattr(column.categorical_column, "missing", "error")
            later[column.weight_feature_key] = [0.5, 2.0, 1.0 if missing == "error" else None]
        elif isinstance(column, NumericColumn | KeyedColumn | ArrayColumn):
            found.setdefault(column.key, _values(column))
    return {**later, **found}


def _values(column: Any) -> list[Any]:
    if isinstance(column, NumericColumn):
        return _numbers(column)
    if isinstance(column, ArrayColumn):
        shape = [2 if size is None else size for size in column.shape]
        return np.zeros((3, *shape), column.dtype).tolist()
    known: list[Any] = ["a", "b", "c"]
    if isinstance(column, VocabularyColumn):
        known = list(column.vocabulary or ())
        new = [_NEW] if isinstance(known[0], str) else [max(known) + 1]
        known = [known[0], *(new if column.unseen != "error" else known[-1:])]
    elif isinstance(column, IdentityColumn):
        known = [0, column.buckets - 1]
    elif isinstance(column, HashedColumn) and column.dtype != "string":
        known = [1, 2]
    return [known[0], known[1], known[0] if column.missing == "error" else None]


def _numbers(column: NumericColumn) -> list[Any]:
    start = np.zeros(column.size) if column.mean is None else np.array(column.mean)
    rows = [(start + step).reshape(column.shape) for step in (1.0, -0.5, 2.0)]
    values = [row.item() if column.shape == (1,) else row.tolist() for row in rows]
    may_miss = column.missing != "error" or column.constant is not None
    return [*values[:2], None] if may_miss and column.shape == (1,) else values


def _steps(values: list[Any]) -> list[Any]:
    first = [value for value in values if value is not None]
    return [(first * 2)[:count] for count in STEPS]
