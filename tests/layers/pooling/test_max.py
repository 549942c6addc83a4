"""Pooling by the largest number."""

import numpy as np
import pytest

from deepkit import layers
from deepkit.backend import grad, jit
from deepkit.layers import MaxPooling1D, MaxPooling2D, MaxPooling3D

X = np.array([[1.0, 5, 2, 4], [3, 0, 8, 7]], "float32").reshape(1, 2, 4, 1)


def test_the_largest_of_each_window_remains():
    np.testing.assert_array_equal(MaxPooling2D()(X).ravel(), [5, 8])
    np.testing.assert_array_equal(MaxPooling1D(3, 1)(X[:, 0]).ravel(), [5, 5])
    np.testing.assert_array_equal(MaxPooling3D(2)(X[:, None].repeat(2, 1)).ravel(), [5, 8])


def test_what_does_not_fill_a_window_is_left_out_or_filled_up():
    np.testing.assert_array_equal(MaxPooling1D(3)(X[:, 0]).ravel(), [5])
    np.testing.assert_array_equal(MaxPooling1D(3, padding="same")(X[:, 0]).ravel(), [5, 4])


@pytest.mark.parametrize("options", [{}, {"pool_size": 2, "strides": 1, "padding": "same"}])
def test_the_gradient_goes_to_the_largest_compiled_too(options):
    layer = MaxPooling2D(**options)
    slope = grad(lambda x: layer(x)[0, 0, 0, 0])(X)
    np.testing.assert_array_equal(slope.ravel(), [0, 1, 0, 0, 0, 0, 0, 0])
    np.testing.assert_array_equal(jit(grad(lambda x: layer(x)[0, 0, 0, 0]))(X), slope)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_the_short_names_are_the_same_layers(rank):
    assert getattr(layers, f"MaxPool{rank}D") is getattr(layers, f"MaxPooling{rank}D")
