"""Inverse time decay, worked by hand."""

import pytest

from deepkit.optimizers.schedules import InverseTimeDecay


@pytest.mark.parametrize(
    ("staircase", "expected"), [(False, [0.1, 0.1 / 2, 0.1 / 4]), (True, [0.1, 0.1, 0.1 / 3])]
)
def test_the_rate_is_divided_by_the_time(staircase, expected):
    schedule = InverseTimeDecay(0.1, 10, 2.0, staircase)
    assert [float(schedule(step)) for step in (0, 5, 15)] == pytest.approx(expected)


def test_no_steps_are_refused():
    with pytest.raises(ValueError, match=r"`decay_steps` must be > 0, got -1"):
        InverseTimeDecay(0.1, -1, 0.5)
