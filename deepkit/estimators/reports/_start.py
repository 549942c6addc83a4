"""What rows are compared with: nothing, or the mean of other rows."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from deepkit.estimators.reports._entrances import Entrance
from deepkit.estimators.reports._passage import Arrays, Passage
from deepkit.estimators.reports._path import batches
from deepkit.feature_column import FeatureColumn, NumericColumn


def no_data(entrances: Iterable[Entrance], inputs: Arrays, columns: list[FeatureColumn]) -> Arrays:
    """Return values at the entrances that tell nothing: middling numbers, and no categories.

    Args:
        entrances: of the model.
        inputs: encoded rows.
        columns: the leaves of an encoder.
    """
    numbers = {column.name: column for column in columns if isinstance(column, NumericColumn)}
    start: Arrays = {}
    for entrance in entrances:
        column = numbers.get(entrance.key)
        if entrance.node is not None:
            start[entrance.key] = np.zeros(entrance.one_row, np.float32)
        elif column is not None:
            start[entrance.key] = middle_of(column)[None]
        else:
            start[entrance.key] = np.zeros((1, *inputs[entrance.key].shape[1:]), np.float32)
    return start


def middle_of(column: NumericColumn) -> np.ndarray:
    """Return the encoded number that stands in the middle of those learned from, of its shape.

    Args:
        column: a resolved column.
    """
    if column.normalizer == "quantile":
        return np.full(column.shape, 0.5, np.float32)
    if column.normalizer == "zscore" or column.mean is None:
        return np.zeros(column.shape, np.float32)
    middle = column.finish(np.array([column.mean], np.float64), column.prepare())
    return middle.reshape(column.shape).astype(np.float32)


def mean_data(passage: Passage, inputs: Arrays) -> Arrays:
    """Return the mean of rows at the entrances.

    Args:
        passage: the model, from its entrances on.
        inputs: encoded rows.
    """
    rows = len(next(iter(inputs.values())))
    sums: Arrays = {}
    for first, places in enumerate(batches(rows)):
        entered = passage.enter({key: array[places] for key, array in inputs.items()})
        own = slice(0, rows - first * len(places))  # what fills up does not count
        for key, value in entered.items():
            part = np.asarray(value, np.float64)[own].sum(axis=0, keepdims=True)
            sums[key] = sums.get(key, 0.0) + part
    return {key: (total / rows).astype(np.float32) for key, total in sums.items()}


def aligned(inputs: Arrays, others: Arrays) -> tuple[Arrays, Arrays]:
    """Return two encodings with sequences of the same length: the shorter ones are filled up.

    Args:
        inputs: encoded rows.
        others: the same arrays of other rows.
    """
    pairs = {key: _evened(inputs[key], others[key]) for key in inputs}
    return {k: pair[0] for k, pair in pairs.items()}, {k: pair[1] for k, pair in pairs.items()}


def _evened(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    sizes = [max(a, b) for a, b in zip(one.shape[1:], other.shape[1:], strict=True)]
    return _filled(one, sizes), _filled(other, sizes)


def _filled(array: np.ndarray, sizes: list[int]) -> np.ndarray:
    nothing: Any = -1 if array.dtype.kind == "i" else 0  # no id, no number, no step
    more = [(0, size - have) for size, have in zip(sizes, array.shape[1:], strict=True)]
    return np.pad(array, [(0, 0), *more], constant_values=nothing)
