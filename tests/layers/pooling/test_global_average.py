"""Pooling by the mean of all places, masked steps left out."""

import numpy as np
import pytest

from deepkit import layers
from deepkit.layers import GlobalAveragePooling1D
from tests.layers._masks import call_with_mask

X = np.array([[1.0, 5], [9, 4]], "float32").reshape(1, 2, 2)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_the_mean_of_each_channel_remains(rank):
    x = X.reshape(1, 2, *[1] * (rank - 1), 2)
    layer = getattr(layers, f"GlobalAveragePooling{rank}D")
    np.testing.assert_array_equal(layer()(x), [[5, 4.5]])
    assert getattr(layers, f"GlobalAvgPool{rank}D") is layer


def test_masked_steps_do_not_count():
    layer = GlobalAveragePooling1D(keepdims=True)
    np.testing.assert_array_equal(layer(X, mask=np.array([[False, True]])), [[[9, 4]]])


def test_a_sequence_of_which_all_is_masked_gives_zero_and_not_nan():
    y = GlobalAveragePooling1D()(X, mask=np.zeros((1, 2), bool))
    np.testing.assert_array_equal(y, [[0, 0]])


def test_the_mask_ends_here():
    assert GlobalAveragePooling1D().compute_mask(X, np.ones((1, 2), bool)) is None


def test_masked_steps_do_not_count_where_channels_come_first():
    layer = GlobalAveragePooling1D("channels_first")
    np.testing.assert_array_equal(layer(X, mask=np.array([[False, True]])), [[5, 4]])


def test_a_mask_that_travels_is_used_and_ends():
    y, mask = call_with_mask(GlobalAveragePooling1D(), X, [[True, False]])
    np.testing.assert_array_equal(y, [[1, 5]])
    assert mask is None


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_the_order_of_the_places_does_not_matter(data_format):
    layer = GlobalAveragePooling1D(data_format)
    axis = 1 if data_format == "channels_last" else 2
    np.testing.assert_array_equal(layer(np.flip(X, axis)), layer(X))
