"""Ctrl-C waits for the end of a step, once."""

import signal
import threading

import pytest

import deepkit
from deepkit.training._interrupt import held_interrupts
from tests.training._twins import X, Y, dense


@pytest.fixture(autouse=True)
def interrupts_raise():
    """Have Python's handler in place: a shell's background job starts with interrupts ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_the_first_interrupt_waits_until_it_is_asked_for():
    with held_interrupts() as interrupt:
        signal.raise_signal(signal.SIGINT)
        assert interrupt.pending
        with pytest.raises(KeyboardInterrupt):
            interrupt.check()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_second_interrupt_does_not_wait():
    with held_interrupts():
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_ones_own_is_left_in_place():
    def own(number, frame):
        """Stand for a handler that a program has set."""

    before = signal.signal(signal.SIGINT, own)
    try:
        with held_interrupts():
            assert signal.getsignal(signal.SIGINT) is own
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_have_no_interrupts_to_hold():
    found = []

    def hold():
        with held_interrupts() as interrupt:
            interrupt.check()
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=hold)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler]


@pytest.mark.parametrize("hook", ["on_train_batch_begin", "on_test_batch_begin"])
def test_an_interrupt_in_the_middle_of_training_loses_no_weight(hook):
    model = dense(deepkit)
    model.compile("sgd", "mse")
    watch, ended = deepkit.callbacks.Callback(), []
    setattr(watch, hook, lambda batch, logs=None: signal.raise_signal(signal.SIGINT))
    watch.on_train_batch_end = lambda batch, logs=None: ended.append(batch)
    before = model.get_weights()
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, Y, batch_size=5, validation_data=(X, Y), verbose=0, callbacks=[watch])
    assert ended == ([0] if "train" in hook else [0, 1])  # the step was not cut off
    assert any((a != b).any() for a, b in zip(model.get_weights(), before, strict=True))
    watch.__dict__.pop(hook)
    model.fit(X, Y, batch_size=5, verbose=0)


def test_an_interrupt_after_the_last_look_is_raised_at_the_end():
    with pytest.raises(KeyboardInterrupt), held_interrupts():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_error_that_is_under_way_goes_before_an_interrupt():
    def fail():
        with held_interrupts():
            signal.raise_signal(signal.SIGINT)
            raise KeyError

    with pytest.raises(KeyError):
        fail()


def test_an_interrupt_at_the_end_of_the_last_epoch_is_not_swallowed():
    model = dense(deepkit)
    model.compile("sgd", "mse")
    watch = deepkit.callbacks.Callback()
    watch.on_epoch_end = lambda epoch, logs=None: signal.raise_signal(signal.SIGINT)
    before = model.get_weights()
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, Y, batch_size=5, verbose=0, callbacks=[watch])
    assert any((a != b).any() for a, b in zip(model.get_weights(), before, strict=True))
