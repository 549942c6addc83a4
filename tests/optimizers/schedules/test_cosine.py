"""Cosine decay, worked by hand."""

from math import cos, pi

import pytest

from deepkit.optimizers.schedules import CosineDecay


def test_the_rate_falls_along_half_a_cosine_to_a_share():
    schedule = CosineDecay(2.0, 8, alpha=0.1)
    expected = [2 * (0.9 * (1 + cos(pi * min(t, 8) / 8)) / 2 + 0.1) for t in (0, 2, 8, 20)]
    assert [float(schedule(t)) for t in (0, 2, 8, 20)] == pytest.approx(expected)


def test_before_that_it_may_rise_in_a_line():
    schedule = CosineDecay(1.0, 8, warmup_target=3.0, warmup_steps=4)
    found = [float(schedule(t)) for t in (0, 1, 3, 4, 8, 12)]
    assert found == pytest.approx([1.0, 1.5, 2.5, 3.0, 1.5, 0.0], abs=1e-6)


def test_without_warm_up_steps_it_begins_at_the_target():
    assert float(CosineDecay(1.0, 8, warmup_target=3.0)(0)) == 3.0


def test_numbers_out_of_range_are_refused():
    with pytest.raises(ValueError, match=r"`decay_steps` must be > 0, got 0"):
        CosineDecay(1.0, 0)
    with pytest.raises(ValueError, match=r"`warmup_steps` must be >= 0, got -1"):
        CosineDecay(1.0, 8, warmup_target=1.0, warmup_steps=-1)
