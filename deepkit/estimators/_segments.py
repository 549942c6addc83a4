"""Training in segments: batches that go on and on, cut where something is to be looked at."""

from collections.abc import Iterator, Sequence

import numpy as np

from deepkit.data import ArraySource, Batch, Source


class Segments(Source):
    """Yield batches of one stream, so many an epoch: an "epoch" of `fit` is a segment here.

    Args:
        stream: the batches, in the order in which they are trained on.
        lengths: how many batches each segment has; the last one may find fewer.

    Raises:
        StopIteration: if there is no batch at all.
    """

    def __init__(self, stream: Iterator[Batch], lengths: Sequence[int]) -> None:
        self._stream, self._lengths = stream, lengths
        self._next: Batch | None = next(stream)

    def batches(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        for _ in range(self._lengths[epoch]):
            if self._next is None:
                return
            batch, self._next = self._next, next(self._stream, None)
            yield batch

    def peek(self) -> Batch:
        assert self._next is not None  # there was one, and `fit` peeks before it starts
        return self._next

    def has_more(self) -> bool:
        return self._next is not None


class RowSegments(ArraySource):
    """Yield batches of rows in memory, so many an epoch; programs may take the rows themselves.

    Args:
        batch: all rows.
        orders: the rows of each batch; all have as many but for the last.
        lengths: how many batches each segment has; the last one may find fewer.

    Raises:
        StopIteration: if there is no batch at all.
    """

    def __init__(self, batch: Batch, orders: Iterator[np.ndarray], lengths: Sequence[int]) -> None:
        first = next(orders)
        super().__init__(*batch, batch_size=len(first), shuffle=False)
        self.steps = lengths[0]  # an epoch is a segment, not a pass over the rows
        self._orders, self._lengths = orders, lengths
        self._next: np.ndarray | None = first

    def order(self, epoch: int) -> np.ndarray:
        found: list[np.ndarray] = []
        while self._next is not None and len(found) < self._lengths[epoch]:
            found.append(self._next)
            self._next = next(self._orders, None)
        return np.concatenate(found)

    def batches(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        order, size = self.order(epoch), self.batch_size
        for first in range(0, len(order), size):
            yield self.taken(order[first : first + size])

    def has_more(self) -> bool:
        return self._next is not None


def lengths_until(total: int, cadence: int) -> list[int]:
    """Return lengths that add up to `total`: all of `cadence` but for the last.

    Args:
        total: steps in all.
        cadence: steps after which something is looked at.

    Example:
        >>> from deepkit.estimators._segments import lengths_until
        >>> lengths_until(25, 10)
        [10, 10, 5]
    """
    whole, rest = divmod(total, cadence)
    return [cadence] * whole + [rest] * bool(rest)


def endless(length: int) -> Sequence[int]:
    """Return the lengths of segments of a stream whose end nobody knows.

    Args:
        length: of each.
    """
    return _Endless(length)


class _Endless(Sequence[int]):
    def __init__(self, length: int) -> None:
        self._length = length

    def __getitem__(self, index: int) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]  no slices
        return self._length

    def __len__(self) -> int:
        return 2**31
