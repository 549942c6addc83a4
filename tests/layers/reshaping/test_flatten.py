"""Flatten: order, formats, open axes."""

import numpy as np

from deepkit.layers import Flatten, Input

X = np.arange(24.0).reshape(2, 3, 2, 2)


def test_numbers_keep_their_order():
    np.testing.assert_array_equal(Flatten()(X), X.reshape(2, 12))


def test_channels_are_moved_to_the_end_first():
    y = Flatten("channels_first")(X)
    np.testing.assert_array_equal(y, X.transpose(0, 2, 3, 1).reshape(2, 12))


def test_samples_that_are_numbers_get_an_axis():
    assert Flatten()(np.ones(4)).shape == (4, 1)


def test_an_empty_batch_stays_empty():
    assert Flatten()(np.ones((0, 3, 2))).shape == (0, 6)


def test_open_axes_stay_open():
    assert Flatten()(Input((None, 3))).shape == (None, None)
