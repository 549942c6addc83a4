"""It is time after so many steps or seconds, as TensorFlow counts them."""

import pytest

from deepkit.estimators import _timer
from deepkit.estimators._timer import SecondOrStepTimer


def test_steps_are_counted_from_the_last_time():
    timer, times = SecondOrStepTimer(every_steps=10), []
    for step in range(1, 35):
        if timer.should_trigger_for_step(step):
            timer.update_last_triggered_step(step)
            times.append(step)
    assert times == [1, 11, 21, 31]
    assert timer.last_triggered_step() == 31


def test_seconds_are_counted_by_the_clock(monkeypatch):
    clock = iter([100.0, 104.0, 105.0, 105.0])
    monkeypatch.setattr(_timer, "time", lambda: next(clock))
    timer = SecondOrStepTimer(every_secs=5)
    assert timer.update_last_triggered_step(1) == (None, None)
    assert [timer.should_trigger_for_step(2), timer.should_trigger_for_step(3)] == [False, True]
    assert timer.update_last_triggered_step(3) == (5.0, 2)


def test_it_is_not_time_twice_at_one_step_until_reset():
    timer = SecondOrStepTimer(every_secs=0)
    timer.update_last_triggered_step(1)
    assert not timer.should_trigger_for_step(1)
    timer.reset()
    assert timer.should_trigger_for_step(1)


@pytest.mark.parametrize("options", [{}, {"every_secs": 1, "every_steps": 1}])
def test_both_and_neither_are_refused(options):
    with pytest.raises(ValueError, match="Exactly one of `every_secs` and `every_steps`"):
        SecondOrStepTimer(**options)


def test_numbers_out_of_range_are_refused():
    with pytest.raises(ValueError, match="`every_steps` must be a whole number >= 1, got 0"):
        SecondOrStepTimer(every_steps=0)
    with pytest.raises(ValueError, match="`every_secs` must be >= 0, got -1"):
        SecondOrStepTimer(every_secs=-1)
