"""Predictions of many batches, gathered on the host."""

from typing import Any

import numpy as np

from deepkit.backend import as_written, leaves, unflatten
from deepkit.data import Source
from deepkit.errors import DataError
from deepkit.training._filling import Filling


class Gathered:
    """The outputs of all batches, each array of them joined along its first axis.

    They are copied batch by batch into arrays of the final size, if that is known, so that
    neither the device nor the host ever holds them twice.

    Args:
        source: tells how many rows there will be.
    """

    def __init__(self, source: Source) -> None:
        self._rows = _rows(source)
        self._like: Any = None
        self._columns: list[_Column] | None = None

    def add(self, outputs: Any, count: int, filling: Filling | None = None) -> None:
        """Add the outputs of a batch.

        Args:
            outputs: a structure of arrays.
            count: the number of rows of the batch.
            filling: how the batch was filled up, if it was.
        """
        arrays = filling.arrays(outputs) if filling else list(map(np.asarray, leaves(outputs)))
        if self._columns is None:
            self._like = outputs
            self._columns = [_Column(array, count, self._rows) for array in arrays]
        for column, array in zip(self._columns, arrays, strict=True):
            column.add(array)

    def joined(self) -> Any:
        """Return the arrays in the structure of the outputs.

        Raises:
            DataError: if there was no batch.
        """
        if self._columns is None:
            raise DataError("There is nothing to predict: the data has no batch.")
        return as_written(unflatten(self._like, [column.joined() for column in self._columns]))


class _Column:
    """One array of the outputs."""

    def __init__(self, first: np.ndarray, count: int, rows: int | None) -> None:
        self._whole: np.ndarray | None = None
        if rows is not None and first.ndim > 0 and len(first) == count:
            self._whole = np.empty((rows, *first.shape[1:]), first.dtype)
        self._parts: list[np.ndarray] = []
        self._filled = 0

    def add(self, array: np.ndarray) -> None:
        if self._whole is not None and self._filled + len(array) > len(self._whole):
            # Not as many as there are inputs after all: the first batch only looked like it.
            self._parts.append(self._whole[: self._filled])
            self._whole = None
        if self._whole is None:
            self._parts.append(np.array(array))  # a copy: the device's memory is let go
            return
        self._whole[self._filled : self._filled + len(array)] = array
        self._filled += len(array)

    def joined(self) -> np.ndarray:
        if self._whole is not None:
            return self._whole[: self._filled]
        return self._parts[0] if len(self._parts) == 1 else np.concatenate(self._parts)


def _rows(source: Source) -> int | None:
    """Return the number of rows that a source gives, None if nobody knows."""
    if source.rows is None or source.batch_size is None or source.steps is None:
        return None
    return min(source.rows, source.steps * source.batch_size)
