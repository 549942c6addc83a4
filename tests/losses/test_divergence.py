"""Kullback-Leibler and Poisson, by hand."""

import math

import pytest

from deepkit import losses


def test_the_divergence_is_zero_only_for_equal_distributions():
    value = losses.kl_divergence([[0.5, 0.5], [0.5, 0.5]], [[0.5, 0.5], [0.25, 0.75]])
    assert value.tolist() == pytest.approx([0, (math.log(2) + math.log(2 / 3)) / 2], abs=1e-6)


def test_a_probability_of_zero_counts_as_epsilon():
    expected = math.log(1e7) + 1e-7 * math.log(1e-7)
    assert float(losses.KLDivergence()([[1.0, 0.0]], [[0.0, 1.0]])) == pytest.approx(expected)


def test_poisson_is_least_where_the_expected_count_is_the_count():
    at, below, above = losses.poisson([[2.0]] * 3, [[2.0], [1.5], [2.5]]).tolist()
    assert at == pytest.approx(2 - 2 * math.log(2))
    assert at < below
    assert at < above


def test_an_expected_count_of_zero_stays_finite():
    assert float(losses.Poisson()([[1.0]], [[0.0]])) == pytest.approx(-math.log(1e-7))
