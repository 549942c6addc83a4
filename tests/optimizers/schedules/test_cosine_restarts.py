"""Cosine decay with restarts, worked by hand."""

from math import cos, pi

import pytest

from deepkit.optimizers.schedules import CosineDecayRestarts


def test_periods_of_one_length_repeat():
    schedule = CosineDecayRestarts(1.0, 4, t_mul=1.0)
    found = [float(schedule(t)) for t in (0, 1, 4, 5, 9)]
    quarter = (1 + cos(pi / 4)) / 2
    assert found == pytest.approx([1.0, quarter, 1.0, quarter, quarter])


def test_periods_may_grow_longer_and_lower():
    # The second period goes from 4 to 12 at half the height, the third from 12 to 28 at a quarter.
    schedule = CosineDecayRestarts(1.0, 4, t_mul=2.0, m_mul=0.5)
    found = [float(schedule(t)) for t in (3, 6, 8, 16, 20)]
    heights = [1.0, 0.5, 0.5, 0.25, 0.25]
    shares = [3 / 4, 2 / 8, 4 / 8, 4 / 16, 8 / 16]
    expected = [h * (1 + cos(pi * s)) / 2 for h, s in zip(heights, shares, strict=True)]
    assert found == pytest.approx(expected, rel=1e-4)


def test_a_share_remains_at_the_end_of_a_period():
    assert float(CosineDecayRestarts(1.0, 1000, alpha=0.25)(999)) == pytest.approx(0.25, abs=1e-4)


def test_numbers_out_of_range_are_refused():
    with pytest.raises(ValueError, match=r"`first_decay_steps` must be > 0, got 0"):
        CosineDecayRestarts(1.0, 0)
    with pytest.raises(ValueError, match=r"`t_mul` must be >= 1, got 0.5"):
        CosineDecayRestarts(1.0, 4, t_mul=0.5)
