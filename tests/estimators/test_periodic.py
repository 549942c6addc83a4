"""Hooks act every so many steps, or by the clock."""

import pytest

from deepkit.estimators import _timer
from deepkit.estimators._periodic import PeriodicHook
from tests.estimators._stand_in import run


class Noting(PeriodicHook):
    """Note the steps it acts at."""

    def __init__(self, *times):
        super().__init__(*times)
        self.steps = []

    def act(self, run_context, results):
        self.steps.append(run_context.session.global_step)


def test_steps_are_left_to_the_bridge():
    hook = Noting(10)
    run([hook], 30, segment=5)
    assert (hook.every_n_steps, hook.steps) == (10, [10, 20, 30])


def test_seconds_are_looked_at_whenever_training_looks(monkeypatch):
    seconds = iter(range(100))  # a second passes at each look at the clock
    monkeypatch.setattr(_timer, "time", lambda: next(seconds))
    hook = Noting(None, 3)
    run([hook], 50, segment=5)
    assert (hook.every_n_steps, hook.steps) == (0, [15, 30, 45])


@pytest.mark.parametrize("times", [(None, None), (1, 1)])
def test_both_and_neither_are_refused(times):
    with pytest.raises(ValueError, match="Exactly one of `every_secs` and `every_steps`"):
        Noting(*times)


def test_the_base_does_nothing():
    run([PeriodicHook(1)], 2)
