"""Correlations, against NumPy."""

import numpy as np
import pytest

from deepkit import metrics


def test_pearson_is_that_of_numpy(random):
    y_true, y_pred = random.normal(size=(2, 3, 20)).astype("float32")
    expected = [np.corrcoef(t, p)[0, 1] for t, p in zip(y_true, y_pred, strict=True)]
    np.testing.assert_allclose(metrics.pearson_correlation(y_true, y_pred), expected, atol=1e-6)
    assert float(metrics.PearsonCorrelation()(y_true, y_pred)) == pytest.approx(np.mean(expected))


def test_concordance_is_that_of_the_formula(random):
    t, p = random.normal(size=(2, 20)).astype("float32")
    expected = 2 * np.cov(t, p, ddof=0)[0, 1] / (t.var() + p.var() + (t.mean() - p.mean()) ** 2)
    value = metrics.concordance_correlation(t[None], p[None])
    assert float(value[0]) == pytest.approx(expected, abs=1e-6)


def test_an_offset_costs_concordance_but_no_correlation():
    series, shifted = [[1.0, 2.0, 3.0]], [[3.0, 4.0, 5.0]]
    assert float(metrics.PearsonCorrelation()(series, shifted)) == pytest.approx(1.0)
    assert float(metrics.ConcordanceCorrelation()(series, shifted)) == pytest.approx(1 / 4)


def test_series_may_lie_along_another_axis():
    columns = np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0]])
    value = metrics.pearson_correlation(columns, columns[:, ::-1], axis=0)
    np.testing.assert_allclose(value, [-1.0, -1.0], atol=1e-6)
