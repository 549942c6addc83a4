"""Convolutions of sequences, images and volumes: small ones by hand."""

import numpy as np
import pytest

from deepkit import layers
from deepkit.layers import Conv1D, Conv2D, Conv3D


def test_a_kernel_moves_along_the_steps():
    layer = Conv1D(1, 2, strides=2, use_bias=False)
    layer.build((None, 4, 1))
    layer.set_weights([[[[1.0]], [[10.0]]]])
    x = np.array([1.0, 2, 3, 4]).reshape(1, 4, 1)
    np.testing.assert_array_equal(layer(x).ravel(), [21, 43])


def test_a_kernel_moves_over_an_image():
    layer = Conv2D(1, 2, padding="same", kernel_initializer="ones", bias_initializer="ones")
    y = layer(np.arange(4.0).reshape(1, 2, 2, 1))
    np.testing.assert_array_equal(y[0, :, :, 0], [[7, 5], [6, 4]])  # zeros come after


def test_a_kernel_moves_through_a_volume():
    layer = Conv3D(2, 2, kernel_initializer="ones")
    np.testing.assert_array_equal(layer(np.ones((1, 2, 2, 2, 3))).ravel(), [24, 24])


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_the_long_names_are_the_same_layers(rank):
    assert getattr(layers, f"Convolution{rank}D") is getattr(layers, f"Conv{rank}D")
