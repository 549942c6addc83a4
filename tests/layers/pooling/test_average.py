"""Pooling by the mean."""

import numpy as np
import pytest

from deepkit import layers
from deepkit.layers import AveragePooling1D, AveragePooling2D, AveragePooling3D

X = np.array([[1.0, 5, 2, 4], [3, 3, 8, 6]], "float32").reshape(1, 2, 4, 1)


def test_the_mean_of_each_window_remains():
    np.testing.assert_array_equal(AveragePooling2D(2)(X).ravel(), [3, 5])
    np.testing.assert_array_equal(AveragePooling1D(2, 1)(X[:, 0]).ravel(), [3, 3.5, 3])
    np.testing.assert_array_equal(AveragePooling3D(2)(X[:, None].repeat(2, 1)).ravel(), [3, 5])


def test_a_border_does_not_count():
    y = AveragePooling1D(3, 2, padding="same")(X[:, 0])
    np.testing.assert_allclose(y.ravel(), [8 / 3, 3], rtol=1e-6)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_the_short_names_are_the_same_layers(rank):
    assert getattr(layers, f"AvgPool{rank}D") is getattr(layers, f"AveragePooling{rank}D")
