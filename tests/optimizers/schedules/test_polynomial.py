"""Polynomial decay, worked by hand."""

import pytest

from deepkit.optimizers.schedules import PolynomialDecay


@pytest.mark.parametrize(
    ("power", "expected"), [(1.0, [1.1, 0.6, 0.1, 0.1]), (2.0, [1.1, 0.35, 0.1, 0.1])]
)
def test_the_rate_falls_along_a_power_and_stays(power, expected):
    schedule = PolynomialDecay(1.1, 10, 0.1, power)
    assert [float(schedule(step)) for step in (0, 5, 10, 25)] == pytest.approx(expected)


def test_a_cycle_grows_until_it_holds_the_step():
    schedule = PolynomialDecay(1.0, 10, 0.0, cycle=True)
    found = [float(schedule(step)) for step in (0, 10, 11, 15, 25)]
    assert found == pytest.approx([1.0, 0.0, 9 / 20, 5 / 20, 5 / 30])


def test_no_steps_are_refused():
    with pytest.raises(ValueError, match=r"`decay_steps` must be > 0, got 0"):
        PolynomialDecay(0.1, 0)
