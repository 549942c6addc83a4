"""Exponential decay, worked by hand."""

import pytest

from deepkit.optimizers.schedules import ExponentialDecay


@pytest.mark.parametrize(
    ("staircase", "expected"),
    [(False, [0.1, 0.1 * 0.25**0.5, 0.1 * 0.25**1.5]), (True, [0.1, 0.1, 0.025])],
)
def test_the_rate_falls_by_a_factor(staircase, expected):
    schedule = ExponentialDecay(0.1, 10, 0.25, staircase)
    assert [float(schedule(step)) for step in (0, 5, 15)] == pytest.approx(expected)


def test_no_steps_are_refused():
    with pytest.raises(ValueError, match=r"`decay_steps` must be > 0, got 0"):
        ExponentialDecay(0.1, 0, 0.5)
