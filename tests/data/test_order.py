"""The order of an epoch depends on the seed and the epoch alone, and no row is left out."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from deepkit.data._order import epoch_order


def test_an_epoch_is_a_permutation_that_can_be_had_again():
    order = epoch_order(100, 100, seed=3, epoch=2)
    np.testing.assert_array_equal(order, np.random.default_rng([3, 2]).permutation(100))
    np.testing.assert_array_equal(order, epoch_order(100, 100, seed=3, epoch=2))


def test_seeds_and_epochs_give_different_orders():
    orders = [epoch_order(50, 50, seed=s, epoch=e).tolist() for s in (0, 1) for e in (0, 1)]
    assert len({tuple(order) for order in orders}) == 4


@given(
    rows=st.integers(1, 40),
    size=st.integers(1, 40),
    shuffle=st.sampled_from([True, False, "batch"]),
)
def test_short_epochs_together_see_every_row_equally_often(rows, size, shuffle):
    size = min(rows, size)
    epochs = [
        epoch_order(rows, size, seed=0, epoch=e, shuffle=shuffle, block=3) for e in range(rows)
    ]
    assert all(len(order) == size for order in epochs)
    assert np.bincount(np.concatenate(epochs), minlength=rows).tolist() == [size] * rows


def test_without_shuffling_rows_come_as_they_are():
    assert epoch_order(5, 5, seed=0, epoch=7, shuffle=False).tolist() == [0, 1, 2, 3, 4]
    assert epoch_order(5, 3, seed=0, epoch=1, shuffle=False).tolist() == [3, 4, 0]


def test_shuffling_within_batches_keeps_the_batches():
    order = epoch_order(10, 10, seed=0, epoch=0, shuffle="batch", block=4)
    blocks = [sorted(order[first : first + 4].tolist()) for first in (0, 4, 8)]
    assert blocks == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert order.tolist() != sorted(order)
