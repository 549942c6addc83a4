"""Each second is counted once, for the innermost block that it falls in."""

import time
from contextlib import suppress

import numpy as np
import pytest

from deepkit.callbacks import Callback, CallbackList
from deepkit.data import ArraySource
from deepkit.training import _clock
from deepkit.training._clock import Clock, NoClock
from deepkit.training._feed import Feed


@pytest.fixture
def hands(monkeypatch):
    """Return a function that moves the hands of all clocks."""
    now = [100.0]
    monkeypatch.setattr(_clock, "perf_counter", lambda: now[0])

    def move(seconds):
        now[0] += seconds

    return move


def test_a_block_is_counted_without_the_blocks_in_it(hands):
    clock = Clock()
    with clock.section("Python"):
        hands(1)
        with clock.section("data"):
            hands(2)
        hands(4)
    assert clock.around == {"data": 2, "Python": 5}


def test_an_epoch_is_counted_apart_and_what_is_left_of_it_is_python(hands):
    clock = Clock()
    with clock.section("Python"):
        hands(1)
        for seconds in (2, 3):
            with clock.epoch():
                hands(seconds)
                with clock.section("device"):
                    hands(10)
    assert clock.epochs == [{"device": 10, "Python": 2}, {"device": 10, "Python": 3}]
    assert clock.around == {"Python": 1}


def test_compiling_is_taken_out_of_the_block_in_which_it_happens(hands):
    clock = Clock()
    with clock.section("device"):
        hands(5)
        clock.spent(4)
    assert clock.around == {"compile": 4, "device": 1}


def test_what_is_part_of_other_compiling_is_counted_once(hands):
    clock = Clock()
    with clock.section("device"):
        hands(1)
        clock.spent(1)  # the trace of a function within the next
        hands(2)
        clock.spent(2)  # another one, after it
        hands(1)
        clock.spent(4)  # all of it
        hands(3)
        clock.spent(3)  # lowering, by itself
    assert clock.around == {"compile": 7, "device": 0}


def test_validation_is_one_kind_but_for_compiling_and_callbacks(hands):
    clock = Clock()
    with clock.epoch(), clock.validation():
        hands(1)
        for kind in ("data", "device", "transfer", "callbacks"):
            with clock.section(kind):
                hands(1)
        hands(2)
        clock.spent(2)
    seconds = {kind: spent for kind, spent in clock.epochs[0].items() if spent}
    assert seconds == {"validation": 4, "callbacks": 1, "compile": 2}


def test_time_is_counted_up_to_an_error(hands):
    clock = Clock()
    with suppress(KeyError), clock.epoch(), clock.section("data"):
        hands(1)
        raise KeyError
    assert clock.epochs == [{"data": 1, "Python": 0}]
    with clock.section("data"):
        hands(2)
    assert clock.around == {"data": 2}


def test_hooks_are_timed_by_the_class_of_their_callback(hands):
    class Slow(Callback):
        def on_epoch_end(self, epoch, logs=None):
            hands(3)

    class Compiling(Callback):
        def on_epoch_end(self, epoch, logs=None):
            hands(2)
            clock.spent(1.5)

    clock, callbacks = Clock(), CallbackList([Slow(), Compiling()])
    with clock.watched(callbacks):
        callbacks.on_epoch_end(0)
    assert clock.callbacks == {"Slow": 3, "Compiling": 0.5}
    assert clock.around == {"callbacks": 3.5, "compile": 1.5}
    callbacks.on_epoch_end(1)
    assert clock.callbacks["Slow"] == 3


def test_programs_are_counted_those_of_later_epochs_apart():
    clock = Clock()
    clock.compiled("before")
    for _ in range(2):
        with clock.epoch():
            clock.found()
            clock.compiled("within")
    assert (clock.programs, clock.late_programs, clock.from_disk) == (3, 1, 2)


class Programs:
    """One program, which is slow and tells what it is given."""

    seen = None

    def single(self, state, batch):
        time.sleep(0.02)
        self.seen = batch
        return state, None


@pytest.mark.parametrize(("is_eager", "kind"), [(False, "device"), (True, "Python")])
@pytest.mark.parametrize("puts", [False, True])
def test_a_timed_feed_gives_the_same_calls_and_counts_them(is_eager, kind, puts):
    clock, programs = Clock(is_eager=is_eager, puts_batches=puts), Programs()
    feed = clock.feed(Feed(ArraySource(np.ones((4, 1), "f"), batch_size=2)))
    for first, last, batches in feed.chunks(0):
        for program, given in feed.calls(programs, batches):
            assert program("state", given) == ("state", None)
        assert first == last
    assert (clock.steps, clock.calls) == (2, 2)
    assert isinstance(programs.seen[0], np.ndarray) is not puts
    assert 0.04 <= clock.around[kind] < 1
    assert clock.around["data"] < 0.04
    assert ("transfer" in clock.around) is puts


def test_steps_of_validation_are_not_counted_as_training():
    clock, programs = Clock(), Programs()
    feed = clock.feed(Feed(ArraySource(np.ones((1, 1), "f"))))
    with clock.epoch(), clock.validation():
        for _, _, batches in feed.chunks(0):
            for program, given in feed.calls(programs, batches):
                program("state", given)
    assert (clock.steps, clock.calls) == (0, 0)


def test_without_a_profile_nothing_is_wrapped():
    clock, feed, callbacks = NoClock(), object(), CallbackList()
    with clock.section("data"), clock.epoch(), clock.validation(), clock.watched(callbacks):
        assert clock.feed(feed) is feed
    assert not vars(clock)
