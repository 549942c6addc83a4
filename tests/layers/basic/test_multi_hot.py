"""Counts of the numbers in a bag."""

import numpy as np
import pytest

from deepkit import backend
from deepkit.layers import Input, MultiHot

BAGS = np.random.default_rng(0).integers(-1, 5, (7, 2, 4))
WEIGHTS = np.random.default_rng(1).normal(size=BAGS.shape).astype("float32")


def counted(bags, weights, size):
    """Return the sums of weights, bag by bag."""
    sums = np.zeros((*bags.shape[:-1], size), "float32")
    for place in np.ndindex(bags.shape):
        if 0 <= bags[place] < size:
            sums[(*place[:-1], bags[place])] += weights[place]
    return sums


@pytest.mark.parametrize("size", [1, 4])
def test_numbers_are_counted(size):
    bags = BAGS[..., :size]
    np.testing.assert_array_equal(MultiHot(5)(bags), counted(bags, np.ones(bags.shape), 5))


@pytest.mark.parametrize("size", [1, 4])
def test_weights_are_added_up(size):
    bags, weights = BAGS[..., :size], WEIGHTS[..., :size]
    np.testing.assert_allclose(MultiHot(5)(bags, weights), counted(bags, weights, 5), rtol=1e-6)


@pytest.mark.parametrize("size", [1, 4])
def test_numbers_out_of_range_count_nowhere(size):
    bags = BAGS[..., :size]
    np.testing.assert_array_equal(MultiHot(3)(bags), counted(bags, np.ones(bags.shape), 3))


def test_the_slope_of_a_weight_is_that_of_its_number():
    slopes = np.arange(5, dtype="float32")

    def height(w):
        return (MultiHot(5)(BAGS, w) * slopes).sum()

    found = backend.grad(height)(backend.convert(WEIGHTS))
    np.testing.assert_array_equal(found, np.where(BAGS < 0, 0, BAGS))


def test_half_precision_does_not_mix_up_large_numbers():
    layer = MultiHot(4000, dtype="mixed_float16")  # float16 is whole only up to 2048
    hot = layer(np.array([[2049.0]], "f4"))
    assert hot.dtype == "float16"
    assert np.flatnonzero(hot).tolist() == [2049]


def test_the_shape_is_known_before_the_numbers():
    weights = Input((None,))
    assert MultiHot(5)(Input((None,), dtype="int32"), weights).shape == (None, 5)


def test_tokens_are_counted_from_one_up():
    with pytest.raises(ValueError, match="`num_tokens` must be a whole number >= 1, got 0"):
        MultiHot(0)
