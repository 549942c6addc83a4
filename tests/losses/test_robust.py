"""Huber and log-cosh, by hand."""

import math

import pytest

from deepkit import losses


def test_huber_is_a_parabola_within_delta_and_a_line_beyond():
    assert losses.huber([[0.0, 0.0]], [[1.0, -3.0]], delta=2.0).tolist() == [(0.5 + 4.0) / 2]
    assert float(losses.Huber(delta=2.0)([[0.0, 0.0]], [[1.0, -3.0]])) == 2.25


def test_log_cosh_is_that_and_stays_finite_far_out():
    assert float(losses.log_cosh([[0.0]], [[1.5]])[0]) == pytest.approx(math.log(math.cosh(1.5)))
    assert float(losses.LogCosh()([[0.0]], [[-1000.0]])) == pytest.approx(1000 - math.log(2))


@pytest.mark.parametrize("make", [losses.Huber, lambda delta: losses.huber([0.0], [1.0], delta)])
def test_a_delta_that_is_not_positive_is_refused(make):
    with pytest.raises(ValueError, match=r"`delta` must be > 0, got 0"):
        make(delta=0)
