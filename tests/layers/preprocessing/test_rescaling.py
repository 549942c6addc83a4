"""Rescaling: numbers, channels, dtypes."""

import numpy as np
import pytest

from deepkit.backend import set_image_data_format
from deepkit.layers import Rescaling
from tests.layers._masks import call_with_mask


def test_pixels_are_moved_to_another_range():
    y = Rescaling(1 / 127.5, -1)(np.array([[0, 255]], "uint8"))
    assert y.dtype == "float32"
    np.testing.assert_allclose(y, [[-1, 1]], atol=1e-6)


@pytest.mark.parametrize("wrap", [list, np.array])
def test_each_channel_may_have_its_own_factors(wrap):
    layer = Rescaling(wrap([1.0, 10.0]), offset=wrap([0.0, 1.0]))
    np.testing.assert_allclose(layer(np.ones((1, 1, 2))), [[[1, 11]]])


def test_factors_of_channels_go_where_the_channels_are():
    set_image_data_format("channels_first")
    y = Rescaling([1.0, 10.0])(np.ones((1, 2, 3, 3)))
    np.testing.assert_array_equal(y[0, :, 0, 0], [1, 10])


def test_a_mask_travels_on():
    mask = [[True, False]]
    assert call_with_mask(Rescaling(2.0), [[[1.0], [2.0]]], mask)[1].tolist() == mask
