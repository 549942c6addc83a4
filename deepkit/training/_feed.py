"""How batches reach a program: one by one, stacked, or as rows of data on the device."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from deepkit.backend import leaves, map_structure, put
from deepkit.callbacks import CallbackList
from deepkit.data import ArraySource, Batch, Source, aligned_empty
from deepkit.training._engine import lie_on_device, steps_in_a_call
from deepkit.training._programs import Programs
from deepkit.training._state import TrainState
from deepkit.training._step import Step

Shapes = tuple[tuple[int, ...], ...]

_LEAST_ROWS = 1024


class Feed:
    """The batches of an epoch, some at once if the program takes several.

    Args:
        source: where they come from.
        size: how many batches a program takes in one call.
    """

    def __init__(self, source: Source, size: int = 1) -> None:
        self._source, self._size = source, size

    def chunks(self, epoch: int) -> Iterator[tuple[int, int, list[Batch]]]:
        """Yield the places of the first and last batch of a chunk, and its batches.

        Args:
            epoch: counted from 0.
        """
        batches, first = self._source.batches(epoch), 0
        while group := list(islice(batches, self._size)):
            yield first, first + len(group) - 1, group
            first += len(group)

    def calls(self, programs: Programs, batches: list[Batch]) -> list[tuple[Step, Any]]:
        """Return the programs to call for a chunk, each with what to call it on.

        Args:
            programs: of the phase.
            batches: the chunk; if all are of one shape, they go in one call.
        """
        if self._size == 1:
            return [(programs.single, batches[0])]
        missing = self._size - len(batches)
        at_once = missing == 0 or programs.takes_fewer
        if not at_once or len(set(map(_shapes, batches))) > 1:
            return [(programs.single, batch) for batch in batches]
        filled = batches + batches[-1:] * missing
        stack = map_structure(lambda *parts: np.stack(parts), *filled)
        return [(programs.several, (stack, np.int32(len(batches))))]


class RowFeed(Feed):
    """The batches of an epoch as rows of data that lies on the device.

    Args:
        source: where they come from.
        size: how many batches a program takes in one call.
    """

    def __init__(self, source: ArraySource, size: int) -> None:
        super().__init__(source, size)
        self._arrays, self._rows = source, source.batch_size
        self._data = put(map_structure(_roomy, source.arrays))

    def chunks(self, epoch: int) -> Iterator[tuple[int, int, list[Any]]]:
        """Yield the places of the first and last batch of a chunk, and the rows of its batches.

        Args:
            epoch: counted from 0.
        """
        order = self._arrays.order(epoch).astype(np.int32)
        step = self._size * self._rows
        for start in range(0, len(order), step):
            rows = order[start : start + step]
            first = start // self._rows
            batches = -(-len(rows) // self._rows)
            yield first, first + batches - 1, [rows]

    def calls(self, programs: Programs, batches: list[Any]) -> list[tuple[Step, Any]]:
        """Return the programs to call for a chunk, each with what to call it on.

        Args:
            programs: of the phase.
            batches: the rows of the chunk.
        """
        (rows,) = batches
        whole, rest = divmod(len(rows), self._rows)
        calls: list[tuple[Step, Any]] = []
        if whole:
            places = np.zeros((self._size, self._rows), np.int32)
            places[:whole] = rows[: whole * self._rows].reshape(whole, -1)
            calls.append((programs.rows, (self._data, places, np.int32(whole))))
        if rest:
            calls.append((programs.single, self._arrays.taken(rows[-rest:])))
        return calls


def _roomy(array: np.ndarray) -> np.ndarray:
    """Return an array with rows to spare: data of about one size then has one program."""
    rows = len(array)
    step = 1 << max(0, rows.bit_length() - 3)  # an eighth to a quarter of the rows
    extra = -rows % step if rows > _LEAST_ROWS else _LEAST_ROWS - rows
    # Written where a device on the host can leave it: one copy of the data, not three.
    room = aligned_empty((rows + extra, *array.shape[1:]), array.dtype)
    room[:rows], room[rows:] = array, 0
    return room


def feed_for(
    model: Any, programs: Programs, state: TrainState, source: Source, callbacks: CallbackList
) -> Feed:
    """Return the batches of a source in the way that suits the program and who watches.

    Args:
        model: the model.
        programs: of the phase.
        state: on which they run.
        source: where the batches come from.
        callbacks: those that watch each batch are shown each, unless told otherwise.
    """
    size = model.steps_per_execution
    if size == "auto":
        watched = callbacks.watching_each(programs.body.phase)
        size = 1 if watched else steps_in_a_call(model, programs, state, source)
    return feed_of(programs, source, size)


def feed_of(programs: Programs, source: Source, size: int) -> Feed:
    """Return the batches of a source, as rows of data on the device if they can lie there.

    Args:
        programs: of the phase.
        source: where the batches come from.
        size: how many batches a program takes in one call.
    """
    takes_rows = size > 1 and programs.takes_fewer
    if takes_rows and isinstance(source, ArraySource) and lie_on_device(source):
        return RowFeed(source, size)
    return Feed(source, size)


def _shapes(batch: Batch) -> Shapes:
    return tuple(np.shape(leaf) for leaf in leaves(batch))
