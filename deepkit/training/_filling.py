"""Batches that are filled up to as many rows as others have, and outputs cut back to theirs."""

from typing import Any, NamedTuple

import numpy as np

from deepkit.backend import as_written, leaves, map_structure, unflatten, watch
from deepkit.data import Source


class Filling(NamedTuple):
    """How a batch is filled up.

    Attributes:
        here: the rows that it has.
        rows: the rows that it gets.
        has_rows: which outputs have a row for each.
    """

    here: int
    rows: int
    has_rows: list[bool]

    def arrays(self, outputs: Any) -> list[np.ndarray]:
        """Return the outputs on the host, without the rows that were filled up.

        Args:
            outputs: arrays on the device, in any structure.
        """
        pairs = zip(leaves(outputs), self.has_rows, strict=True)
        return [np.asarray(leaf)[: self.here] if cuts else np.asarray(leaf) for leaf, cuts in pairs]

    def cut(self, outputs: Any) -> Any:
        """Return the same in the structure of the outputs, as arrays of the caller's own.

        Args:
            outputs: arrays on the device, in any structure.
        """
        watch(outputs)
        if hasattr(outputs, "dtype"):  # most models have one output
            return (
                np.asarray(outputs)[: self.here].copy() if self.has_rows[0] else np.array(outputs)
            )
        return as_written(unflatten(outputs, list(map(np.array, self.arrays(outputs)))))


class Sizes:
    """How many rows the batches of a source get: those of the first, if rows are apart.

    A batch with fewer rows is the last one, as a rule, and is filled up once. If there are more
    of them, batches are of any size, and a few sizes must do.

    Args:
        predictor: tells how batches may be filled up.
        source: where they come from.
    """

    def __init__(self, predictor: Any, source: Source) -> None:
        self._predictor = predictor
        # One batch alone may be of fewer rows than a full one would be.
        self._full = source.batch_size if source.steps == 1 else None
        self._is_first, self._has_filled = True, False

    def filling(self, x: Any) -> Filling | None:
        """Return how to fill up the next batch; None to leave it as it is.

        Args:
            x: its inputs.
        """
        here, is_first = len(leaves(x)[0]), self._is_first
        if here == 0:  # there is no row to repeat
            return None
        self._full, self._is_first = self._full or here, False
        if here >= self._full:
            return None
        is_last = not is_first and not self._has_filled
        self._has_filled = True
        return self._predictor.filling(x, self._full, is_full=is_last)


def filled(x: Any, rows: int) -> Any:
    """Return inputs with as many rows: the last one over and over.

    Not zeros: they might be the only ones that give NaN.

    Args:
        x: inputs of at least one row.
        rows: how many there are to be.
    """
    if isinstance(x, np.ndarray):
        return _filled(x, rows)
    return map_structure(lambda leaf: _filled(leaf, rows), x)


def _filled(array: np.ndarray, rows: int) -> np.ndarray:
    here = len(array)
    whole = np.empty((rows, *array.shape[1:]), array.dtype)
    whole[:here], whole[here:] = array, array[-1]
    return whole


def rounded_up(rows: int) -> int:
    """Return the next of 1, 2, 3, 4, 6, 8, 12, 16, 24, 32...

    Args:
        rows: a number of them.
    """
    whole = 1 << (rows - 1).bit_length()
    less = whole // 4 * 3
    return less if rows <= less else whole
