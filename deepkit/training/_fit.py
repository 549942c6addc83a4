"""Training: epochs over one loan of the Variables."""

import warnings
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from deepkit.backend import list_devices, told_of_compiling
from deepkit.callbacks import CallbackList, History, say
from deepkit.data import Source
from deepkit.errors import whole
from deepkit.training._advice import advice_on
from deepkit.training._clock import Clock, NoClock
from deepkit.training._feed import Feed, feed_for
from deepkit.training._interrupt import Interrupt, held_interrupts
from deepkit.training._loop import test_epoch, train_epoch
from deepkit.training._prepare import prepare
from deepkit.training._profile import profile_of
from deepkit.training._programs import Programs
from deepkit.training._state import TrainState, lent_state


class Validation:
    """What is looked at after an epoch, and after which epochs.

    Args:
        source: the data.
        frequency: every how many epochs, or the epochs themselves, counted from 1.

    Raises:
        ValueError: if the frequency is neither.
    """

    def __init__(self, source: Source, frequency: Any) -> None:
        self.source = source
        listed = isinstance(frequency, (list, tuple, set))
        self._frequency: Any = frequency if listed else whole(validation_freq=frequency)

    def is_due(self, epoch: int) -> bool:
        """Tell whether the epoch, counted from 0, is followed by validation.

        Args:
            epoch: counted from 0.
        """
        if isinstance(self._frequency, int):
            due = (epoch + 1) % self._frequency == 0
        else:
            due = epoch + 1 in self._frequency
        if due and self.source.exhausted:
            warnings.warn(
                "`validation_data` is at its end, for it can be walked only once: this epoch is "
                "not validated. Give arrays, a list of batches, a PyDataset or `validation_steps`.",
                stacklevel=6,
            )
            return False
        return due


@contextmanager
def clocked(model: Any, *, profile: bool) -> Generator[NoClock]:
    """Yield the clock of a call of `fit`, which counts only if someone wants to know.

    Args:
        model: the model.
        profile: whether someone does.
    """
    if not profile:
        yield NoClock()
        return
    # On a CPU there is nowhere to move them to; eager steps are to see them as they are.
    puts_batches = not (model.run_eagerly or list_devices()[0].startswith("cpu"))
    clock = Clock(is_eager=model.run_eagerly, puts_batches=puts_batches)
    with told_of_compiling(clock), clock.section("Python"):
        yield clock


def fit_source(
    model: Any,
    source: Source,
    validation: Validation | None,
    callbacks: CallbackList,
    epochs: range,
    clock: NoClock,
) -> History:
    """Train a model on a source.

    Args:
        model: the model.
        source: what to train on.
        validation: what to look at in between, if anything.
        callbacks: to be told.
        epochs: the numbers of the epochs.
        clock: counts where the time goes.
    """
    with clock.section("data"):
        batch = source.peek()
    prepare(model, "train", batch)
    if validation is not None:
        prepare(model, "test", validation.source.peek())
    model.stop_training = False
    with clock.watched(callbacks):
        callbacks.on_train_begin()
        prepare(model, "train", batch)  # again, for a callback may have frozen a layer
        run_fit(model, source, validation, callbacks, epochs, clock)
    history = callbacks.history
    assert history is not None  # `fit` adds one where there is none
    return history


def tell_profile(clock: NoClock, model: Any, source: Source, callbacks: CallbackList) -> None:
    """Say where the time went, and keep it with the history, if it was counted.

    Args:
        clock: that of the call of `fit`.
        model: the model.
        source: what it was trained on.
        callbacks: that took part.
    """
    if isinstance(clock, Clock) and callbacks.history is not None:
        told = profile_of(clock)
        told = profile_of(clock, advice_on(told, model, source, callbacks))
        callbacks.history.profile = told
        say(str(told))


def run_fit(
    model: Any,
    source: Source,
    validation: Validation | None,
    callbacks: CallbackList,
    epochs: range,
    clock: NoClock,
) -> None:
    """Train a model that is prepared for the data.

    Args:
        model: the model.
        source: what to train on.
        validation: what to look at in between, if anything.
        callbacks: to be told; they know already that training begins.
        epochs: the numbers of the epochs.
        clock: counts where the time goes.
    """
    logs: dict[str, float] = {}
    validates = validation is not None
    with (
        held_interrupts() as interrupt,
        _Training(model, source, callbacks, interrupt, clock, validates=validates) as training,
    ):
        for epoch in epochs:
            if epoch > epochs.start and not source.has_more():
                break
            with clock.epoch():
                logs = training.epoch(epoch, validation)
            if model.stop_training:
                break
        if epochs:
            training.finalize()
    callbacks.on_train_end(logs)


class _Training:
    """One call of `fit`: the programs, and the loan that they work on."""

    def __init__(
        self,
        model: Any,
        source: Source,
        callbacks: CallbackList,
        interrupt: Interrupt,
        clock: NoClock,
        *,
        validates: bool,
    ) -> None:
        self._model, self._callbacks, self._interrupt = model, callbacks, interrupt
        self._clock = clock
        self._programs: Programs = model.cache.get(model, "train")
        self._testing: Programs | None = None
        if validates:
            # Told apart now: what a callback freezes meanwhile takes effect in the next `fit`.
            self._testing = model.cache.get(model, "test")
        else:  # as that would do, so that steps draw the same with validation and without
            model.cache.generator.restart()
        self._source = source
        self._loan = lent_state(self._programs.variables)
        self._feeds: dict[int, Feed] = {}

    def __enter__(self) -> "_Training":
        self.loan = self._loan.__enter__()
        self._before, self._model.is_fitting = self._model.is_fitting, True
        return self

    def __exit__(self, *error: Any) -> None:
        self._model.is_fitting = self._before
        self._loan.__exit__(*error)

    def epoch(self, epoch: int, validation: Validation | None) -> dict[str, float]:
        """Train for an epoch and look at the validation data; return the logs, sorted by name."""
        loan, programs = self.loan, self._programs
        loan.state = loan.state._replace(metrics=programs.reset(loan.state.metrics))
        self._callbacks.on_epoch_begin(epoch)
        feed = self._feed(self._programs, loan.state, self._source)
        own = train_epoch(
            programs, loan, feed, epoch, self._callbacks, self._should_stop, self._interrupt
        )
        with self._clock.section("device"):
            logs = programs.look(loan.state, own)
        if validation is not None and validation.is_due(epoch):
            with self._clock.validation():
                logs |= self._validate(validation.source)
        logs = dict(sorted(logs.items()))
        self._callbacks.on_epoch_end(epoch, logs)
        return logs

    def finalize(self) -> None:
        """Set the weights to their averages, if the optimizer keeps some."""
        if self._model.optimizer is not None:
            trained = self._programs.variables.params.values()
            self._model.optimizer.finalize_variable_values(trained)

    def _feed(self, programs: Programs, state: TrainState, source: Source) -> Feed:
        """Return the feed of a source, which is made once: its data may lie on the device."""
        if id(source) not in self._feeds:
            with self._clock.section("transfer"):
                feed = feed_for(self._model, programs, state, source, self._callbacks)
            self._feeds[id(source)] = self._clock.feed(feed)
        return self._feeds[id(source)]

    def _should_stop(self) -> bool:
        return self._model.stop_training

    def _validate(self, source: Source) -> dict[str, float]:
        """Look at the validation data with the arrays on loan; of them only buffers can change."""
        loan, programs = self.loan, self._testing
        assert programs is not None  # there is something to look at
        state = loan.state.for_phase("test")
        state = state._replace(metrics=programs.reset(state.metrics))
        self._callbacks.on_test_begin()
        feed = self._feed(programs, state, source)
        state, own = test_epoch(programs, state, feed, self._callbacks, self._interrupt)
        logs = programs.look(state, own)
        self._callbacks.on_test_end(logs)
        loan.state = loan.state._replace(buffers=state.buffers)
        return {f"val_{name}": value for name, value in logs.items()}
