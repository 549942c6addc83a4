"""Statistics in one pass: as NumPy's of all rows at once, a row of weight k as k rows."""

import numpy as np
import pytest

from deepkit.feature_column._statistics import Counts, Extremes, Moments, Quantiles


@pytest.fixture
def rows(random):
    numbers = random.normal(1e4, 3, (500, 2))
    numbers[random.random((500, 2)) < 0.1] = np.nan
    return numbers, random.integers(1, 4, 500).astype(float)


def test_moments_of_blocks_are_those_of_all_copies(rows):
    numbers, weight = rows
    moments = Moments(2)
    for block in np.array_split(np.arange(500), 7):
        moments.update(numbers[block], weight[block])
    copies = np.repeat(numbers, weight.astype(int), axis=0)
    np.testing.assert_allclose(moments.mean, np.nanmean(copies, axis=0), rtol=1e-14)
    np.testing.assert_allclose(moments.std, np.nanstd(copies, axis=0), rtol=1e-12)


def test_the_deviation_of_equal_numbers_counts_as_one():
    moments = Moments(1)
    for size in (3, 7, 11):
        moments.update(np.full((size, 1), 0.1), np.ones(size))
    assert moments.std.tolist() == [1.0]


def test_extremes_pass_over_missing_numbers(rows):
    extremes = Extremes(2)
    for block in np.array_split(rows[0], 3):
        extremes.update(block, np.ones(len(block)))
    assert extremes.least.tolist() == np.nanmin(rows[0], axis=0).tolist()
    assert extremes.largest.tolist() == np.nanmax(rows[0], axis=0).tolist()


@pytest.mark.parametrize("decimals", [0, 6])
def test_quantiles_of_blocks_are_those_of_all_copies(decimals, random):
    numbers = np.round(random.normal(size=300), decimals)
    weight = random.integers(1, 4, 300).astype(float)
    quantiles, levels = Quantiles(), np.linspace(0, 1, 11)
    for block in np.array_split(np.arange(300), 4):
        quantiles.update(numbers[block], weight[block])
    copies = np.repeat(numbers, weight.astype(int))
    expected = np.quantile(copies, levels, method="averaged_inverted_cdf")
    np.testing.assert_allclose(quantiles.at(levels), expected)


def test_quantiles_of_a_long_stream_are_close(random):
    numbers = random.normal(size=200_000)
    quantiles, levels = Quantiles(capacity=500), np.linspace(0.01, 0.99, 50)
    for block in np.array_split(numbers, 300):
        quantiles.update(block, np.ones(len(block)))
    assert sum(len(part[0]) for part in quantiles._summaries.values()) <= 500 * 9
    ranks = np.searchsorted(np.sort(numbers), quantiles.at(levels)) / len(numbers)
    np.testing.assert_allclose(ranks, levels, atol=8 / (2 * 500))


def test_nothing_has_no_quantiles():
    quantiles = Quantiles()
    quantiles.update(np.array([np.nan]), np.ones(1))
    assert quantiles.empty
    quantiles.update(np.array([2.0, 2.0]), np.ones(2))
    assert not quantiles.empty
    assert quantiles.at(np.array([0.0, 0.5, 1.0])).tolist() == [2, 2, 2]
    assert quantiles.above(1.0).tolist() == [2]


def test_categories_are_counted_by_weight():
    counts = Counts()
    counts.update(np.array([["a", "b"], ["a", ""]], object), np.array([1.0, 2.5]))
    counts.update(np.array([["b"]], object), np.array([1.0]))
    assert counts.counts == {"a": 3.5, "b": 2.0}
    assert "" not in counts.counts
