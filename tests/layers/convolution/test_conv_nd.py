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


@pytest.mark.parametrize(("layer", "rank"), [(Conv1D, 1), (Conv2D, 2), (Conv3D, 3)])
def test_an_impulse_shows_the_kernel_backward(layer, rank, random):
    kernel = random.normal(size=(*[2] * rank, 1, 1))
    conv = layer(1, 2, use_bias=False)
    conv.build((None, *[3] * rank, 1))
    conv.set_weights([kernel])
    impulse = np.zeros((1, *[3] * rank, 1))
    impulse[(0, *[1] * rank, 0)] = 1
    np.testing.assert_allclose(conv(impulse)[0, ..., 0], np.flip(kernel[..., 0, 0]), rtol=1e-6)


def test_sizes_are_in_the_order_of_the_axes():
    layer = Conv3D(1, (1, 2, 3), strides=(3, 2, 1))
    assert layer(np.ones((1, 6, 6, 6, 1))).shape == (1, 2, 3, 4, 1)
    assert layer.kernel.shape == (1, 2, 3, 1, 1)


def test_only_sequences_have_a_before():
    assert Conv1D(1, 2, padding="CAUSAL").padding == "causal"
    with pytest.raises(ValueError, match="`padding` must be one of 'valid', 'same', got 'causal'"):
        Conv3D(1, 2, padding="causal")
