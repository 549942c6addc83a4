"""Pooling by the largest number of all places."""

import numpy as np
import pytest

from deepkit import layers
from tests.layers._masks import call_with_mask

X = np.array([[1.0, 5], [9, 4]], "float32").reshape(1, 2, 2)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_the_largest_of_each_channel_remains(rank):
    x = X.reshape(1, 2, *[1] * (rank - 1), 2)
    layer = getattr(layers, f"GlobalMaxPooling{rank}D")
    np.testing.assert_array_equal(layer()(x), [[9, 5]])
    assert getattr(layers, f"GlobalMaxPool{rank}D") is layer


def test_a_mask_ends_with_a_warning():
    layer = layers.GlobalMaxPooling1D(name="largest")
    with pytest.warns(UserWarning, match="'largest' gets a mask but does not pass it on"):
        y, _ = call_with_mask(layer, X, [[True, False]])
    np.testing.assert_array_equal(y, [[9, 5]])
