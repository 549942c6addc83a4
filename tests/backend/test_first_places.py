"""Equal numbers, found without sorting."""

import jax
import numpy as np
import pytest

from deepkit.backend._first_places import first_places

LARGEST = np.iinfo("int32").max
RANDOM = np.random.default_rng(0)


def check(ids):
    """Compare with NumPy's sorting."""
    ids = np.array(ids, "int32")
    places, firsts = first_places(jax.numpy.asarray(ids), -1)
    _, first, inverse = np.unique(ids, return_index=True, return_inverse=True)
    np.testing.assert_array_equal(places, first[inverse])
    np.testing.assert_array_equal(firsts, np.where(places == np.arange(len(ids)), ids, -1))


@pytest.mark.parametrize(
    "ids",
    [
        [],
        [5],
        [0, 0, 0],
        [3, 1, 3, 2, 1, LARGEST, 0, LARGEST],
        np.arange(1000)[::-1],
        np.repeat(7, 1000),
        np.arange(1000) * 2**20,  # equal low bits
        RANDOM.integers(0, 50, 1000),
        RANDOM.integers(0, LARGEST, 1000),
    ],
    ids=["none", "one", "equal", "some", "falling", "alike", "strides", "few", "many"],
)
def test_each_number_is_told_where_it_came_first(ids):
    check(ids)


def test_numbers_that_fall_together_first_fall_apart_later():
    """The golden ratio takes these to the lowest slot: all but one need another round."""
    inverse = pow(0x9E3779B1, -1, 2**32)
    ids = np.array([inverse * k % 2**32 for k in range(4000)])
    check(ids[ids < LARGEST][:1000])
