"""Cut arrays into batches."""

import math
from collections.abc import Callable, Iterator
from typing import ClassVar

import numpy as np

from deepkit.data._aligned import taker
from deepkit.data._checks import count_rows
from deepkit.data._order import epoch_order
from deepkit.data._packing import Batch
from deepkit.data._source import Source, warn_of_end
from deepkit.data._structure import children, is_nested, rebuild
from deepkit.typing import Tensor

Cut = Callable[[Tensor], Tensor]


class ArraySource(Source):
    """Cut arrays that are in memory into batches; the last one may be short.

    Args:
        x: inputs; a numpy array with rows along its first axis, or a structure of them.
        y: targets, or None.
        sample_weight: weights in the structure of `y`, or None.
        batch_size: rows in a batch; 32 if None, or what `steps` asks for.
        shuffle: whether to take the rows of each epoch in a new order; `"batch"` keeps the
            batches and shuffles the rows within each.
        steps: batches in an epoch; all of them if None. With fewer, an epoch starts where the
            last one ended.
        seed: of the orders; epoch e of seed s is always the same.

    Attributes:
        arrays: the whole data, `(x, y, sample_weight)`.

    Raises:
        DataError: if arrays differ in their number of rows, or there are none.

    Example:
        >>> import numpy as np
        >>> from deepkit.data import ArraySource
        >>> source = ArraySource(np.arange(5), batch_size=2, shuffle=False)
        >>> [x for x, y, sample_weight in source.batches(epoch=0)]
        [array([0, 1]), array([2, 3]), array([4])]
    """

    usual_batch_size: ClassVar[int] = 32
    """Rows in a batch if nobody says how many."""

    def __init__(
        self,
        x: Tensor,
        y: Tensor = None,
        sample_weight: Tensor = None,
        *,
        batch_size: int | None = None,
        shuffle: bool | str = True,
        steps: int | None = None,
        seed: int = 0,
    ) -> None:
        self.arrays: Batch = (x, y, sample_weight)
        self.shuffle = shuffle
        self.seed = seed
        rows = count_rows(x, y, sample_weight)
        wanted = math.ceil(rows / steps) if steps else self.usual_batch_size
        size = batch_size or wanted
        there = math.ceil(rows / size)
        if steps is not None and steps > there:
            warn_of_end(f"An epoch of {steps} steps was asked for, and has only {there}.")
        self.rows, self.steps = rows, min(steps or there, there)
        self.batch_size: int = size  # pyright: ignore[reportIncompatibleVariableOverride]  always known here
        self._rows, self._size, self._per_epoch = rows, size, min(self.steps * size, rows)

    def order(self, epoch: int) -> np.ndarray:
        """Return the rows of an epoch in the order in which its batches take them.

        Batch k has the rows `order[k * batch_size : (k + 1) * batch_size]`.

        Args:
            epoch: counted from 0.
        """
        return epoch_order(
            self._rows,
            self._per_epoch,
            seed=self.seed,
            epoch=epoch,
            shuffle=self.shuffle,
            block=self._size,
        )

    def batches(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        order = None if self._is_run(epoch) else self.order(epoch)
        offset = 0 if order is not None else self._offset(epoch)
        cut = _slice if order is None else _gather
        x, y, sample_weight = (_cutter(part, cut) for part in self.arrays)
        size, last = self._size, offset + self._per_epoch
        for first in range(offset + start * size, last, size):
            rows = slice(first, min(first + size, last))
            rows = rows if order is None else order[rows]
            yield x(rows), y(rows), sample_weight(rows)

    def taken(self, rows: np.ndarray) -> Batch:
        """Return some rows as a batch.

        Args:
            rows: their places.
        """
        x, y, sample_weight = (_cutter(part, _gather)(rows) for part in self.arrays)
        return x, y, sample_weight

    def peek(self) -> Batch:
        first = slice(0, self._size)
        x, y, sample_weight = (_cutter(part, _slice)(first) for part in self.arrays)
        return x, y, sample_weight

    def _offset(self, epoch: int) -> int:
        return epoch * self._per_epoch % self._rows if self._per_epoch < self._rows else 0

    def _is_run(self, epoch: int) -> bool:
        return not self.shuffle and self._offset(epoch) + self._per_epoch <= self._rows


def _cutter(tree: Tensor, cut: Callable[[np.ndarray], Cut]) -> Cut:
    """Build once the function that takes rows out of a structure, so that a batch costs no walk."""
    if tree is None:
        return lambda rows: None
    if not is_nested(tree):
        return cut(tree)
    parts = [_cutter(child, cut) for child, _ in children(tree, "")]
    return lambda rows: rebuild(tree, [part(rows) for part in parts])


def _slice(array: np.ndarray) -> Cut:
    return array.__getitem__


def _gather(array: np.ndarray) -> Cut:
    if not array.flags.c_contiguous:  # `take` would copy all of it for each batch
        return array.__getitem__
    return taker(array)
