"""Tests of intervals of shares."""

import numpy as np
import pytest
from scipy import stats

from deepkit.estimators.reports._intervals import share_interval

HITS, COUNTS = np.array([0, 1, 5, 10]), np.array([10, 10, 20, 10])


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_wilson_intervals_are_those_of_scipy(confidence):
    low, high = share_interval(HITS / COUNTS, COUNTS, confidence=confidence)
    for place, (hits, count) in enumerate(zip(HITS.tolist(), COUNTS.tolist(), strict=True)):
        peer = stats.binomtest(hits, count).proportion_ci(confidence, method="wilson")
        assert low[place] == pytest.approx(peer.low, abs=1e-12)
        assert high[place] == pytest.approx(peer.high, abs=1e-12)


def test_beta_intervals_are_quantiles_of_the_posterior():
    low, high = share_interval(np.array([0.25]), np.array([20]), confidence=0.9, interval="beta")
    posterior = stats.beta(5.5, 15.5)
    assert low[0] == pytest.approx(posterior.ppf(0.05))
    assert high[0] == pytest.approx(posterior.ppf(0.95))


@pytest.mark.parametrize("interval", ["wilson", "beta"])
def test_intervals_hold_the_share_and_end_at_0_and_1(interval):
    shares = np.array([0.0, 0.5, 1.0])
    low, high = share_interval(shares, np.full(3, 7.0), confidence=0.95, interval=interval)
    assert (low <= shares).all()
    assert (high >= shares).all()
    assert low[0] == 0
    assert high[2] == 1


def test_wrong_options_are_refused():
    with pytest.raises(ValueError, match="`interval` must be one of 'wilson', 'beta'"):
        share_interval(np.zeros(1), np.ones(1), confidence=0.95, interval="normal")
    with pytest.raises(ValueError, match=r"`confidence` must be between 0 and 1, got 95"):
        share_interval(np.zeros(1), np.ones(1), confidence=95)
