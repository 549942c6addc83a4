"""Training: epochs over one loan of the Variables."""

from typing import Any

from deepkit.backend import Loan, lent
from deepkit.callbacks import CallbackList
from deepkit.data import Source
from deepkit.training._interrupt import Interrupt, held_interrupts
from deepkit.training._loop import Feed, test_epoch, train_epoch
from deepkit.training._programs import Programs


class Validation:
    """What is looked at after an epoch, and after which epochs.

    Args:
        source: the data.
        frequency: every how many epochs, or the epochs themselves, counted from 1.
    """

    def __init__(self, source: Source, frequency: int | list[int]) -> None:
        self.source, self._frequency = source, frequency

    def is_due(self, epoch: int) -> bool:
        """Tell whether the epoch, counted from 0, is followed by validation."""
        if isinstance(self._frequency, int):
            return (epoch + 1) % self._frequency == 0
        return epoch + 1 in self._frequency


def run_fit(
    model: Any,
    source: Source,
    validation: Validation | None,
    callbacks: CallbackList,
    epochs: range,
) -> None:
    """Train a model that is prepared for the data."""
    programs = model.cache.get(model, "train")
    feed = Feed(source, model.steps_per_execution)
    callbacks.on_train_begin()
    with held_interrupts() as interrupt, lent(programs.variables) as loan:
        logs: dict[str, float] = {}
        for epoch in epochs:
            if epoch > epochs.start and not source.has_more():
                break
            loan.state = programs.reset(loan.state)
            callbacks.on_epoch_begin(epoch)
            logs = _epoch(model, programs, loan, feed, epoch, callbacks, interrupt)
            if validation is not None and validation.is_due(epoch):
                logs |= _validate(model, validation.source, loan, callbacks, interrupt)
            callbacks.on_epoch_end(epoch, logs)
            if model.stop_training:
                break
        _finalize(model)
    callbacks.on_train_end(logs)


def _epoch(
    model: Any,
    programs: Programs,
    loan: Loan,
    feed: Feed,
    epoch: int,
    callbacks: CallbackList,
    interrupt: Interrupt,
) -> dict[str, float]:
    """Train for an epoch and return its logs, sorted by name."""
    _, logs = train_epoch(
        programs, loan, feed, epoch, callbacks, lambda: model.stop_training, interrupt
    )
    return dict(sorted(programs.look(loan.state, logs).items()))


def _validate(
    model: Any, source: Source, loan: Loan, callbacks: CallbackList, interrupt: Interrupt
) -> dict[str, float]:
    """Look at the validation data with the arrays on loan; nothing is written back."""
    programs = model.cache.get(model, "test")
    state = programs.reset(loan.state._replace(optimizer={}))
    callbacks.on_test_begin()
    state, logs = test_epoch(programs, state, Feed(source), callbacks, interrupt)
    logs = programs.look(state, logs)
    callbacks.on_test_end(logs)
    loan.state = loan.state._replace(buffers=state.buffers)
    return {f"val_{name}": value for name, value in logs.items()}


def _finalize(model: Any) -> None:
    """Set the weights to their averages, if the optimizer keeps some."""
    if getattr(model.optimizer, "use_ema", False):
        model.optimizer.finalize_variable_values(model.trainable_variables)
