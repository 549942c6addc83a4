"""The loops over batches: training, testing, predicting."""

from collections.abc import Callable
from typing import Any
from weakref import ref

from deepkit.backend import Loan, as_written, leaves
from deepkit.callbacks import CallbackList, LazyLogs
from deepkit.data import Source
from deepkit.training._feed import Feed
from deepkit.training._filling import Sizes, filled
from deepkit.training._gathered import Gathered
from deepkit.training._interrupt import Interrupt
from deepkit.training._predictor import Predictor
from deepkit.training._programs import Programs, floats
from deepkit.training._state import TrainState
from deepkit.training._step import merged


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
    watched, late, logs = callbacks.wants_train_batches, not callbacks.watching_each("train"), None
    for first, last, batches in feed.chunks(epoch):
        if watched:
            callbacks.on_train_batch_begin(first)
        for program, given in feed.calls(programs, batches):
            # Kept up to date at each call, for the state before is gone.
            loan.state, logs = program(loan.state, given)
        if watched:
            _tell_of_batch(programs, loan, logs, callbacks, last, late=late)
        interrupt.check()
        if should_stop():
            break
    return logs


def _tell_of_batch(
    programs: Programs, loan: Loan, logs: Any, callbacks: CallbackList, place: int, *, late: bool
) -> None:
    """Tell callbacks of the end of a batch; the values are computed if one looks or keeps them."""
    told = LazyLogs(lambda: programs.look(loan.state, logs))
    callbacks.on_train_batch_end(place, told)
    if late:  # who said that this is no matter gets what there is when they look
        return
    # The next step takes the state away: whoever has kept the logs is to find these values.
    kept = ref(told)
    del told
    if (held := kept()) is not None:
        values = programs.values(loan.state, logs)
        held.fetch_from(lambda: floats(values))


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


def predict_all(predictor: Predictor, source: Source, callbacks: CallbackList) -> Any:
    """Return the predictions for all rows, joined along the first axis."""
    watched, gathered = callbacks.wants_predict_batches, Gathered(source)
    sizes, waiting = Sizes(predictor, source), None
    for place, (x, *_) in enumerate(source.batches(0)):
        if watched:
            callbacks.on_predict_batch_begin(place)
        filling = sizes.filling(x)
        outputs = predictor.outputs(x if filling is None else filled(x, filling.rows))
        # One batch behind: the device computes while the host copies.
        if waiting is not None:
            gathered.add(*waiting)
        waiting = outputs, len(leaves(x)[0]), filling
        if watched:
            shown = as_written(outputs) if filling is None else filling.cut(outputs)
            callbacks.on_predict_batch_end(place, {"outputs": shown})
    if waiting is not None:
        gathered.add(*waiting)
    return gathered.joined()
