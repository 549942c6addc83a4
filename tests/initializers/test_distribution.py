"""Draws from one distribution: their bounds, means and spreads."""

import numpy as np
import pytest

from deepkit import initializers

SHAPE = (100, 200)
# The variance of a normal distribution that is cut off at two standard deviations:
# 1 - 2 * 2 * pdf(2) / (cdf(2) - cdf(-2)) with pdf(2) = 0.0539910 and cdf(2) = 0.9772499.
CUT_OFF = 1 - 4 * 0.0539910 / (2 * 0.9772499 - 1)


@pytest.mark.parametrize(
    ("initializer", "mean", "variance"),
    [
        (initializers.RandomNormal(seed=1), 0.0, 0.05**2),
        (initializers.RandomNormal(3.0, 0.5, seed=1), 3.0, 0.5**2),
        (initializers.TruncatedNormal(seed=1), 0.0, CUT_OFF * 0.05**2),
        (initializers.TruncatedNormal(3.0, 0.5, seed=1), 3.0, CUT_OFF * 0.5**2),
        (initializers.RandomUniform(seed=1), 0.0, 0.1**2 / 12),
        (initializers.RandomUniform(1.0, 4.0, seed=1), 2.5, 3.0**2 / 12),
    ],
)
def test_draws_have_the_mean_and_the_variance_of_the_formula(initializer, mean, variance):
    drawn = np.asarray(initializer(SHAPE))
    assert drawn.shape == SHAPE
    assert drawn.mean() == pytest.approx(mean, abs=0.03 * variance**0.5)
    assert drawn.var() == pytest.approx(variance, rel=0.04)


def test_a_truncated_normal_stays_within_two_standard_deviations():
    drawn = np.asarray(initializers.TruncatedNormal(1.0, 0.5, seed=1)(SHAPE))
    assert 0.0 <= drawn.min() < 0.01
    assert 1.99 < drawn.max() <= 2.0


def test_a_plain_normal_goes_beyond_two_standard_deviations():
    drawn = np.asarray(initializers.RandomNormal(0.0, 0.5, seed=1)(SHAPE))
    assert np.mean(np.abs(drawn) > 1.0) == pytest.approx(2 * (1 - 0.9772499), rel=0.15)


def test_a_uniform_draw_fills_its_bounds():
    drawn = np.asarray(initializers.RandomUniform(-1.0, 3.0, seed=1)(SHAPE))
    assert -1.0 <= drawn.min() < -0.99
    assert 2.99 < drawn.max() < 3.0


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
@pytest.mark.parametrize("name", ["RandomNormal", "RandomUniform", "TruncatedNormal"])
def test_draws_have_the_dtype_asked_for(name, dtype):
    assert getattr(initializers, name)()((2, 3), dtype).dtype == dtype
