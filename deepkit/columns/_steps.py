"""Read an input column as sequences: each row a list of steps, of its own length."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from deepkit.columns._entries import flat_entries, nothing, power_of_two, to_int64, widened
from deepkit.columns._values import is_ragged
from deepkit.errors import DataError


@dataclass(frozen=True)
class Steps:
    """The steps of all rows, one after the other.

    Args:
        values: what they hold (steps, ...).
        lengths: the number of steps of each row (n,).
    """

    values: np.ndarray
    lengths: np.ndarray

    @property
    def mask(self) -> np.ndarray:
        """Which steps there are (n, t), t a power of two."""
        longest = power_of_two(int(self.lengths.max(initial=1)))
        return np.arange(longest) < self.lengths[:, None]

    def spread(self, values: np.ndarray, fill: float) -> np.ndarray:
        """Return what belongs to each step as (n, t, ...), `fill` where there is none."""
        mask = self.mask
        spread = np.full((*mask.shape, *values.shape[1:]), fill, values.dtype)
        spread[mask] = values
        return spread


def steps_of(array: np.ndarray, key: str, categories: bool) -> Steps:
    """Return the steps of rows that are lists, or of an array (n, t, ...) of filled-up ones.

    Steps at the end of a row that stand for nothing (`""`, NaN, and -1 among categories) are none.

    Raises:
        DataError: if rows are single values.
    """
    if is_ragged(array):
        rows: list[list[Any]] = array.tolist()
        lengths = np.fromiter(map(len, rows), np.int64, len(rows))
        return _trimmed(_stacked([step for row in rows for step in row], key), lengths, categories)
    if array.ndim == 1:
        # Nothing but missing rows, or no rows at all.
        if not array.size or (array.dtype.kind == "f" and np.isnan(array).all()):
            return Steps(array[:0], np.zeros(len(array), np.int64))
        raise DataError(
            f"Column {key!r} must hold a list of steps per row, got single values such as "
            f"{array[:1].tolist()[0]!r}."
        )
    lengths = np.full(len(array), array.shape[1])
    return _trimmed(array.reshape(-1, *array.shape[2:]), lengths, categories)


def step_entries(steps: Steps, key: str) -> np.ndarray:
    """Return the steps as categories (steps, k), k a power of two.

    Raises:
        DataError: if there are numbers that are not whole.
    """
    values = steps.values
    values = values if values.dtype == object else to_int64(values, key)
    return values[:, None] if values.ndim == 1 else widened(values)


def _trimmed(values: np.ndarray, lengths: np.ndarray, categories: bool) -> Steps:
    """Leave out the steps after the last one of each row that holds anything."""
    row = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(len(values)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    present = _present(values, categories)
    trimmed = np.zeros_like(lengths)
    np.maximum.at(trimmed, row[present], place[present] + 1)
    return Steps(values[place < trimmed[row]], trimmed)


def _present(values: np.ndarray, categories: bool) -> np.ndarray:
    """Tell which steps hold anything."""
    if values.dtype == object:
        present = np.asarray(values != "", bool)
    else:
        present = ~np.isnan(values) if values.dtype.kind == "f" else np.ones(values.shape, bool)
        present = present & (values != -1) if categories else present
    return np.asarray(present.reshape(len(values), math.prod(values.shape[1:])).any(axis=1))


def _stacked(steps: list[Any], key: str) -> np.ndarray:
    """Return steps, each a value or a list of values, as one array."""
    if not any(isinstance(step, list) for step in steps):
        if steps and isinstance(steps[0], str):
            return flat_entries(steps, key)
        return np.array(steps, dtype=None if steps else np.float64)
    lists = [step if isinstance(step, list) else [step] for step in steps]
    flat = [value for step in lists for value in step]
    lengths = np.fromiter(map(len, lists), np.int64, len(lists))
    if flat and isinstance(flat[0], list):
        return _array(steps, key)
    if flat and isinstance(flat[0], str):
        values = flat_entries(flat, key)
    else:
        values = np.array(flat, np.float64)
    width = int(lengths.max(initial=1))
    fill = nothing(values) if values.dtype == object else np.nan
    stacked = np.full((len(lists), width), fill, values.dtype)
    stacked[np.arange(width) < lengths[:, None]] = values
    return stacked


def _array(steps: list[Any], key: str) -> np.ndarray:
    """Return steps that are tables of numbers as one array."""
    try:
        return np.array(steps, np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(
            f"Column {key!r} must hold, per step, a value, a list of them, or numbers of one shape."
        ) from error
