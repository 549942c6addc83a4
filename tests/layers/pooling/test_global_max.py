"""Pooling by the largest number of all places."""

import numpy as np
import pytest

from deepkit import layers

X = np.array([[1.0, 5], [9, 4]], "float32").reshape(1, 2, 2)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_the_largest_of_each_channel_remains(rank):
    x = X.reshape(1, 2, *[1] * (rank - 1), 2)
    layer = getattr(layers, f"GlobalMaxPooling{rank}D")
    np.testing.assert_array_equal(layer()(x), [[9, 5]])
    assert getattr(layers, f"GlobalMaxPool{rank}D") is layer
