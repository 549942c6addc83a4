"""Normally distributed noise: its mean, its size, when it is there."""

import numpy as np
import pytest

from deepkit.layers import GaussianDropout, GaussianNoise
from tests.layers._masks import call_with_mask

X = np.full((100, 100), 3.0, "float32")


@pytest.mark.parametrize(
    ("layer", "stddev"),
    [(GaussianNoise(0.5, seed=1), 0.5), (GaussianDropout(0.2, seed=1), 3 * np.sqrt(0.2 / 0.8))],
)
def test_the_mean_stays_and_the_noise_has_its_size(layer, stddev):
    y = np.asarray(layer(X, training=True))
    assert np.mean(y) == pytest.approx(3, abs=0.05)
    assert np.std(y) == pytest.approx(stddev, rel=0.03)
    assert np.any(layer(X, training=True) != y)


@pytest.mark.parametrize("layer", [GaussianNoise, GaussianDropout])
def test_out_of_training_nothing_happens(layer):
    np.testing.assert_array_equal(layer(0.5)(X), X)


@pytest.mark.parametrize("layer", [GaussianNoise, GaussianDropout])
def test_no_noise_needs_no_seed(layer):
    assert layer(0.0).variables == []
    np.testing.assert_array_equal(layer(0.0)(X, training=True), X)


def test_the_noise_has_the_dtype_of_the_layer():
    assert GaussianNoise(0.5, dtype="mixed_bfloat16")(X, training=True).dtype == "bfloat16"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: GaussianNoise(-1), "`stddev` must be >= 0, got -1"),
        (lambda: GaussianDropout(2), "`rate` must be between 0 and 1, got 2"),
        (lambda: GaussianDropout(1.0), "`rate` must be below 1: the noise would have no bounds"),
    ],
)
def test_it_refuses_sizes_that_make_no_noise(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_noise_that_is_added_is_as_large_everywhere_and_noise_that_is_multiplied_is_not():
    halves = np.repeat(np.array([[1.0], [10.0]], "float32"), 5000, 1)
    added = np.std(GaussianNoise(0.5, seed=1)(halves, training=True), 1)
    multiplied = np.std(GaussianDropout(0.2, seed=1)(halves, training=True), 1)
    assert added[1] / added[0] == pytest.approx(1, rel=0.1)
    assert multiplied[1] / multiplied[0] == pytest.approx(10, rel=0.1)


@pytest.mark.parametrize("layer", [GaussianNoise(0.5), GaussianDropout(0.5)])
def test_a_mask_travels_on(layer):
    mask = [[True, False]]
    _, behind = call_with_mask(layer, np.ones((1, 2, 1)), mask, training=True)
    assert behind.tolist() == mask
