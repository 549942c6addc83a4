"""The loops over batches: one for training, one for looking."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from deepkit.backend import Loan, leaves, map_structure
from deepkit.callbacks import LazyLogs
from deepkit.data import Batch, Source
from deepkit.training._interrupt import Interrupt
from deepkit.training._programs import Programs
from deepkit.training._state import TrainState


class Feed:
    """The batches of an epoch, some at once if the program takes several.

    Args:
        source: where they come from.
        size: how many batches a program takes in one call.
    """

    def __init__(self, source: Source, size: int = 1) -> None:
        self._source, self._size = source, size

    def chunks(self, epoch: int) -> Iterator[tuple[int, Any, bool]]:
        """Yield the place of the last batch, the batch or stack of batches, and whether a stack."""
        batches = self._source.batches(epoch)
        if self._size == 1:
            for place, batch in enumerate(batches):
                yield place, batch, False
            return
        first = 0
        while group := list(islice(batches, self._size)):
            yield from _stacked(group, self._size, first)
            first += len(group)


def _stacked(group: list[Batch], size: int, first: int) -> Iterable[tuple[int, Any, bool]]:
    """Return a full group of equal shapes as one stack, any other batch by batch."""
    shapes = {tuple(np.shape(leaf) for leaf in leaves(batch)) for batch in group}
    if len(group) == size and len(shapes) == 1:
        return [(first + size - 1, map_structure(lambda *x: np.stack(x), *group), True)]
    return [(first + place, batch, False) for place, batch in enumerate(group)]


def train_epoch(
    programs: Programs,
    loan: Loan,
    feed: Feed,
    epoch: int,
    callbacks: Any,
    should_stop: Callable[[], bool],
    interrupt: Interrupt,
) -> tuple[int, Any]:
    """Train for one epoch; return the number of steps and the last logs of a user's own step."""
    watched, steps, logs = callbacks.wants_train_batches, 0, None
    for place, batch, stacked in feed.chunks(epoch):
        if watched:
            callbacks.on_train_batch_begin(place)
        program = programs.several if stacked else programs.single
        loan.state, logs = program(loan.state, batch)
        steps = place + 1
        if watched:
            callbacks.on_train_batch_end(place, _now(programs, loan.state, logs))
        interrupt.check()
        if should_stop():
            break
    return steps, logs


def _now(programs: Programs, state: TrainState, logs: Any) -> LazyLogs:
    """Return the values up to here, for whoever looks before the next batch."""
    return LazyLogs(lambda: programs.look(state, logs))


def test_epoch(
    programs: Programs, state: TrainState, feed: Feed, callbacks: Any, interrupt: Interrupt
) -> tuple[TrainState, Any]:
    """Show every batch to the metrics; return the state after and the last logs."""
    watched, logs = callbacks.wants_test_batches, None
    for place, batch, stacked in feed.chunks(0):
        if watched:
            callbacks.on_test_batch_begin(place)
        state, logs = (programs.several if stacked else programs.single)(state, batch)
        if watched:
            callbacks.on_test_batch_end(place, _now(programs, state, logs))
        interrupt.check()
    return state, logs


def predict_all(
    program: Callable[..., Any], state: TrainState, source: Source, callbacks: Any
) -> tuple[TrainState, Any]:
    """Return the state after, and the predictions for all rows joined along the first axis."""
    watched = callbacks.wants_predict_batches
    parts: list[Any] = []
    waiting: Any = None
    for place, batch in enumerate(source.batches(0)):
        if watched:
            callbacks.on_predict_batch_begin(place)
        state, outputs = program(state, batch)
        # One batch behind: the device computes while the host copies.
        if waiting is not None:
            parts.append(map_structure(np.asarray, waiting))
        waiting = outputs
        if watched:
            callbacks.on_predict_batch_end(place, {"outputs": outputs})
    parts.append(map_structure(np.asarray, waiting))
    joined = parts[0] if len(parts) == 1 else map_structure(lambda *x: np.concatenate(x), *parts)
    return state, joined
