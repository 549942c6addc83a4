"""Read an input column as categories: texts or whole numbers, some rows more than one."""

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

import numpy as np

from deepkit.columns._values import is_ragged
from deepkit.errors import DataError

Entry = str | int
_NEW = object()
_REMEMBERED = 1 << 16  # of what is not in a vocabulary; a server may meet any number of texts


def entries_of(array: np.ndarray, key: str) -> np.ndarray:
    """Return texts as objects, whole numbers as int64, of shape (n, k), k a power of two.

    `""` and -1 stand for nothing, and fill rows up that hold fewer values than others.

    Raises:
        DataError: if there are numbers that are not whole, or each row is a table.
    """
    if is_ragged(array):
        return _padded(array.tolist(), key)
    flat = array if array.dtype == object else to_int64(array, key)
    if flat.ndim == 1:
        return flat[:, None]
    if flat.ndim > 2:
        raise DataError(
            f"Column {key!r} must hold one category or a list of them per row, got shape "
            f"{array.shape}. Use a sequence column for sequences."
        )
    return widened(flat)


def widened(entries: np.ndarray) -> np.ndarray:
    """Fill the last axis up to a power of two, so that few shapes are ever compiled."""
    size = entries.shape[-1]
    more = power_of_two(size) - size
    if not more:
        return entries
    fill = np.full((*entries.shape[:-1], more), nothing(entries), entries.dtype)
    return np.concatenate([entries, fill], axis=-1)


def power_of_two(size: int) -> int:
    """Return the smallest power of two that is not below `size`."""
    return 1 << max(size - 1, 0).bit_length()


def nothing(entries: np.ndarray) -> Entry:
    """Return the entry that stands for nothing."""
    return "" if entries.dtype == object else -1


class Lookup:
    """What stands for each entry, asked for once.

    Args:
        known: what is known from the beginning.
        find: returns what stands for entries that are not known, in their order.
    """

    def __init__(
        self, known: dict[Entry, int | None], find: Callable[[list[Entry]], Iterable[int | None]]
    ) -> None:
        self.known, self.find = known, find
        self.limit = len(known) + _REMEMBERED

    def __call__(self, entries: np.ndarray) -> list[Any]:
        """Return what stands for each of the entries, flattened."""
        values = entries.ravel().tolist()
        found: list[Any] = list(map(self.known.get, values, repeat(_NEW)))
        if _NEW not in found:
            return found
        fresh = dict.fromkeys(v for v, one in zip(values, found, strict=True) if one is _NEW)
        answers = dict(zip(fresh, self.find(list(fresh)), strict=True))
        if len(self.known) + len(answers) <= self.limit:
            self.known.update(answers)
        pairs = zip(values, found, strict=True)
        return [answers[value] if one is _NEW else one for value, one in pairs]


def to_int64(array: np.ndarray, key: str) -> np.ndarray:
    """Return whole numbers, NaN as -1, as int64.

    Raises:
        DataError: if there are others.
    """
    if array.dtype.kind in "bi":
        return array.astype(np.int64, copy=False)
    if array.dtype.kind == "u":
        wrong = array > np.iinfo(np.int64).max
    else:
        array = np.where(np.isnan(array), -1, array)
        wrong = (array != np.floor(array)) | (np.abs(array) >= 2.0**63)
    if wrong.any():
        raise DataError(
            f"Column {key!r} must hold text or whole numbers, got {array[wrong][:5].tolist()}. "
            "Use a numeric column, or a bucketized one."
        )
    return array.astype(np.int64)


def _padded(rows: Sequence[list[Any]], key: str) -> np.ndarray:
    flat = [value for row in rows for value in row]
    if any(isinstance(value, list) for value in flat):
        raise DataError(
            f"Column {key!r} must hold one category or a list of them per row, got lists of lists. "
            "Use a sequence column for sequences."
        )
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    values = flat_entries(flat, key)
    width = power_of_two(int(lengths.max(initial=1)))
    entries = np.full((len(rows), width), nothing(values), values.dtype)
    entries[np.arange(width) < lengths[:, None]] = values
    return entries


def flat_entries(values: list[Any], key: str) -> np.ndarray:
    """Return a list of texts or of numbers as an array of entries (len(values),)."""
    if values and isinstance(values[0], str):
        entries = np.empty(len(values), object)
        entries[:] = values
        return entries
    return to_int64(np.array(values, dtype=None if values else np.int64), key)
