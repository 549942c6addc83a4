"""The straight way of each row through a model, from a baseline to the row."""

from typing import Any

import numpy as np

from deepkit import backend
from deepkit.estimators.reports._passage import Arrays, Passage

Slopes = dict[str, np.ndarray]

# Rows that go through the model together; fewer are filled up to a power of two.
_ROWS = 256


class Path:
    """The straight ways of rows through a model.

    Args:
        passage: the model, from its entrances on.
        inputs: encoded rows.
        start: values at the entrances where all ways begin, of one row.
        signs: what each output counts in the number that is followed, for each row.
        points: how many points of the ways are looked at together.
    """

    def __init__(
        self, passage: Passage, inputs: Arrays, start: Arrays, signs: np.ndarray, points: int
    ) -> None:
        self._passage, self._inputs, self._start, self._signs = passage, inputs, start, signs
        self._points, self.rows = points, len(signs)

    def climb(
        self, rows: np.ndarray, ways: np.ndarray, counted: np.ndarray
    ) -> tuple[Slopes, np.ndarray]:
        """Return sums of slopes by entrances, of shape (rows, parts), and outputs (points, rows).

        Args:
            rows: the places of the rows to look at.
            ways: points: the shares of the way that are behind.
            counted: what each point counts in the sums.
        """
        sums: Slopes = {}
        outputs = []
        for first in range(0, len(ways), self._points):
            part = slice(first, first + self._points)
            found, values = self._each(rows, ways[part], counted[part])
            sums = {key: sums.get(key, 0.0) + found[key] for key in found}
            outputs.append(values)
        return sums, np.concatenate(outputs)[: len(ways)]

    def _each(
        self, rows: np.ndarray, ways: np.ndarray, counted: np.ndarray
    ) -> tuple[Slopes, np.ndarray]:
        """Look at some points, for so many rows at a time; the last one fills up."""
        more = (0, self._points - len(ways))
        at, counts = (np.pad(part, more).astype(np.float32) for part in (ways, counted))
        found = []
        for places in batches(len(rows), self.rows):
            given = {key: array[rows[places]] for key, array in self._inputs.items()}
            signs = self._signs[rows[places]]
            found.append(self._passage.climb(at, counts, self._start, given, signs))
        sums = {key: _joined([sums[key] for sums, _ in found], 0) for key in found[0][0]}
        values = _joined([values for _, values in found], 1)
        return {key: sums[key][: len(rows)] for key in sums}, values[:, : len(rows)]


def batches(rows: int, known: int | None = None) -> list[np.ndarray]:
    """Return the places of rows, in batches of one size; the last row fills up.

    Args:
        rows: how many there are.
        known: how many there are at most, which tells the size.
    """
    size = min(_ROWS, 1 << ((known or rows) - 1).bit_length())
    return [np.minimum(np.arange(at, at + size), rows - 1) for at in range(0, rows, size)]


def _joined(parts: list[Any], axis: int) -> np.ndarray:
    arrays: list[np.ndarray] = backend.map_structure(np.asarray, parts)
    return np.concatenate(arrays, axis).astype(np.float64)
