"""Draw batches from generators, iterators and collections that are walked again and again."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import count, cycle, repeat

from deepkit.data._packing import Batch
from deepkit.data._source import Source, warn_of_end
from deepkit.errors import DataError
from deepkit.typing import Tensor


class StreamSource(Source):
    """Draw batches from an iterable, in its own order.

    An iterator, such as a generator, is walked once, through all epochs. Any other iterable is
    walked anew for each epoch; with `steps`, an epoch goes on where the last one stopped.

    Args:
        stream: yields batches.
        steps: batches in an epoch; all there are if None.
        prepare: turns what the stream yields into `(x, y, sample_weight)` of numpy arrays.

    Raises:
        DataError: if the stream yields nothing, or would yield for ever and `steps` is None.

    Example:
        >>> import numpy as np
        >>> from deepkit.data import choose
        >>> stream = (np.full((2, 1), n) for n in range(5))
        >>> source = choose(stream, steps=2)
        >>> [int(x[0, 0]) for x, y, sample_weight in source.batches(epoch=0)]
        [0, 1]
        >>> [int(x[0, 0]) for x, y, sample_weight in source.batches(epoch=1)]
        [2, 3]
    """

    def __init__(
        self, stream: Iterable[Tensor], *, steps: int | None, prepare: Callable[[Tensor], Batch]
    ) -> None:
        if steps is None and isinstance(stream, count | cycle | repeat):
            raise DataError(
                f"`x` is of type {type(stream).__name__} and never ends: an epoch needs "
                "`steps_per_epoch`, an evaluation or prediction `steps`."
            )
        self._stream = stream
        self._prepare = prepare
        self._limit = steps
        self._once = isinstance(stream, Iterator)
        self._iterator: Iterator[Tensor] | None = None
        self._walked = 0  # batches given out since the stream was last begun
        self._peeked: list[Batch] = []
        self.steps = steps
        if steps is None and not self._once:
            with suppress(TypeError):  # what has no length, or an unknown one, says so by this
                self.steps = len(stream)  # pyright: ignore[reportArgumentType]

    def batches(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        if not self._once and (self._limit is None or epoch == 0):
            self._begin_anew()
        taken, began = 0, 0 if self._walked == 0 else None
        while self._limit is None or taken < self._limit:
            batch = self._draw()
            if batch is not None:
                taken, self._walked = taken + 1, self._walked + 1
                if taken > start:
                    yield batch
            elif self._ends(taken, began):
                return
            else:
                began = taken

    def peek(self) -> Batch:
        if not self._peeked:
            batch = self._draw()
            if batch is None:
                raise self._empty()
            self._peeked.append(batch)
        return self._peeked[0]

    def _begin_anew(self) -> None:
        if self._walked:
            self._iterator, self._walked, self._peeked = None, 0, []

    def _draw(self) -> Batch | None:
        if self._peeked:
            return self._peeked.pop()
        if self._iterator is None:
            self._iterator = iter(self._stream)
        try:
            batch = next(self._iterator)
        except StopIteration:
            return None
        try:
            return self._prepare(batch)
        except DataError as error:
            error.add_note(f"in batch {self._walked} of the {type(self._stream).__name__}")
            raise

    def _ends(self, taken: int, began: int | None) -> bool:
        """Decide, at the end of the stream, whether that is also the end of the epoch."""
        if self._walked == 0 and not self.exhausted:
            raise self._empty()
        self.exhausted = self._once
        if not self._once:
            self._iterator, self._walked = None, 0
        if self._limit is None:
            self.steps = taken
            return True
        if self._once or began is not None:  # a whole walk was too short for one epoch
            warn_of_end(f"An epoch of {self._limit} steps was asked for, and had only {taken}.")
            return True
        return False

    def _empty(self) -> DataError:
        return DataError(f"`x` is a {type(self._stream).__name__} that yields no batch.")
