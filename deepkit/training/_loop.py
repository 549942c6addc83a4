"""The loops over batches: training, testing, predicting."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from deepkit.backend import Loan, as_written, leaves, map_structure
from deepkit.callbacks import CallbackList, LazyLogs
from deepkit.data import Batch, Source
from deepkit.training._gathered import Gathered
from deepkit.training._interrupt import Interrupt
from deepkit.training._programs import Programs, floats
from deepkit.training._state import TrainState
from deepkit.training._step import Step, merged

Shapes = tuple[tuple[int, ...], ...]


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
        missing = self._size - len(batches)
        fits = self._size > 1 and (missing == 0 or programs.takes_fewer)
        if not fits or len(set(map(_shapes, batches))) > 1:
            return [(programs.single, batch) for batch in batches]
        filled = batches + batches[-1:] * missing
        stack = map_structure(lambda *parts: np.stack(parts), *filled)
        return [(programs.several, (stack, np.int32(len(batches))))]


def _shapes(batch: Batch) -> Shapes:
    return tuple(np.shape(leaf) for leaf in leaves(batch))


def train_epoch(
    programs: Programs,
    loan: Loan,
    feed: Feed,
    epoch: int,
    callbacks: CallbackList,
    should_stop: Callable[[], bool],
    interrupt: Interrupt,
) -> Any:
    """Train for one epoch; return the last logs of a user's own step."""
    watched, late, logs = callbacks.wants_train_batches, callbacks.batches_may_be_late, None
    for first, last, batches in feed.chunks(epoch):
        if watched:
            callbacks.on_train_batch_begin(first)
        for program, given in feed.calls(programs, batches):
            # Kept up to date at each call, for the state before is gone.
            loan.state, logs = program(loan.state, given)
        if watched:
            callbacks.on_train_batch_end(last, _now(programs, loan, logs, late=late))
        interrupt.check()
        if should_stop():
            break
    return logs


def _now(programs: Programs, loan: Loan, logs: Any, *, late: bool) -> LazyLogs:
    """Return the values up to here: fetched when looked at, which may be after further steps."""
    if late:  # who said that this is no matter gets what there is by then
        return LazyLogs(lambda: programs.look(loan.state, logs))
    values = programs.values(loan.state, logs)
    return LazyLogs(lambda: floats(values))


def test_epoch(
    programs: Programs,
    state: TrainState,
    feed: Feed,
    callbacks: CallbackList,
    interrupt: Interrupt | None,
) -> tuple[TrainState, Any]:
    """Show every batch to the metrics; return the state after and the last logs."""
    watched, logs = callbacks.wants_test_batches, None
    for first, last, batches in feed.chunks(0):
        if watched:
            callbacks.on_test_batch_begin(first)
        for program, given in feed.calls(programs, batches):
            changes, logs = program(state, given)
            state = merged(state, changes)
        if watched:
            callbacks.on_test_batch_end(last, _then(programs, state, logs))
        if interrupt is not None:
            interrupt.check()
    return state, logs


def _then(programs: Programs, state: TrainState, logs: Any) -> LazyLogs:
    return LazyLogs(lambda: programs.look(state, logs))


def predict_all(
    program: Step, state: TrainState, source: Source, callbacks: CallbackList
) -> tuple[TrainState, Any]:
    """Return the state after, and the predictions for all rows joined along the first axis."""
    watched, gathered = callbacks.wants_predict_batches, Gathered(source)
    waiting: Any = None
    for place, batch in enumerate(source.batches(0)):
        if watched:
            callbacks.on_predict_batch_begin(place)
        changes, outputs = program(state, batch)
        state = merged(state, changes)
        # One batch behind: the device computes while the host copies.
        if waiting is not None:
            gathered.add(*waiting)
        waiting = outputs, len(leaves(batch[0])[0])
        if watched:
            callbacks.on_predict_batch_end(place, {"outputs": as_written(outputs)})
    if waiting is not None:
        gathered.add(*waiting)
    return state, gathered.joined()
