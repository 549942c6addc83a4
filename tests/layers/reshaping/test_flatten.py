"""Flatten: order, formats, open axes."""

import numpy as np
import pytest

from deepkit.layers import Flatten, Input
from tests.layers._masks import call_with_mask

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


def test_a_mask_ends_with_a_warning():
    with pytest.warns(UserWarning, match="'flat' gets a mask but does not pass it on"):
        assert call_with_mask(Flatten(name="flat"), np.ones((1, 2, 3)), [[True, False]])[1] is None


def test_it_refuses_another_format():
    with pytest.raises(ValueError, match=r"`data_format` must be one of .*, got 'first'"):
        Flatten("first")
