"""Ctrl-C is held back to a moment when no array is in flight, and twice means at once."""

import signal
import threading

import pytest

from deepkit.training._interrupt import held_interrupts


def test_the_first_waits_for_the_check():
    with held_interrupts() as interrupt:
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            interrupt.check()


def test_nothing_is_raised_if_nobody_asked():
    with held_interrupts() as interrupt:
        interrupt.check()
    assert not interrupt.pending


def test_the_second_stops_at_once():
    with held_interrupts():
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_the_usual_handler_is_back_afterwards():
    with held_interrupts():
        assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_the_user_is_left_alone():
    def own(number, frame):
        raise AssertionError(number, frame)

    before = signal.signal(signal.SIGINT, own)
    try:
        with held_interrupts():
            assert signal.getsignal(signal.SIGINT) is own
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_handle_no_signals():
    seen = []

    def work():
        with held_interrupts() as interrupt:
            seen.append(interrupt.pending)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]
