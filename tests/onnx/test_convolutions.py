"""Convolutions and pooling: few transposes are left."""

import numpy as np
import pytest

from deepkit import layers
from tests.onnx._running import agree, kinds

IMAGE = np.random.default_rng(0).normal(size=(2, 8, 8, 3)).astype("float32")


def chain(*parts):
    def fn(x):
        for part in parts:
            x = part(x)
        return x

    return fn


def test_transposes_between_layers_cancel_out(tmp_path):
    parts = [
        layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D(), layers.Conv2D(4, 2),
        layers.LeakyReLU(), layers.AveragePooling2D(), layers.GlobalAveragePooling2D(),
    ]  # fmt: skip
    model = agree(chain(*parts), [IMAGE], tmp_path)
    pools = ["MaxPool", "Conv", "LeakyRelu", "AveragePool", "ReduceMean"]
    assert kinds(model) == ["Transpose", "Conv", "Relu", *pools]


def test_channels_first_needs_none(tmp_path):
    first = np.moveaxis(IMAGE, -1, 1)
    layer = layers.Conv2D(4, 3, padding="same", strides=2, data_format="channels_first")
    assert kinds(agree(layer, [first], tmp_path)) == ["Conv"]


def test_residuals_are_added_between_transposes(tmp_path):
    one, two = layers.Conv2D(3, 3, padding="same"), layers.Conv2D(3, 3, padding="same")
    model = agree(lambda x: two(one(x)) + one(x), [IMAGE], tmp_path)
    assert kinds(model).count("Transpose") == 2
    assert kinds(model).count("Conv") == 2


@pytest.mark.parametrize("steps", [3, 4, 5])
def test_open_sizes_are_rounded_as_pooling_rounds_them(steps, tmp_path):
    pooling, attention = layers.MaxPooling1D(2, padding="same"), layers.MultiHeadAttention(2, 2)

    def fn(x):
        pooled = pooling(x)
        return attention(pooled, pooled)  # which tells apart heads: a shape of two open sizes

    agree(fn, [IMAGE[:, :steps, 0]], tmp_path, free=(0, 1))


def test_open_sizes_with_same_padding_and_dilation(tmp_path):
    layer = layers.Conv2D(4, (3, 2), padding="same", dilation_rate=2)
    agree(layer, [IMAGE], tmp_path, free=(0, 1, 2))


def test_open_sizes_with_same_padding(tmp_path):
    layer = layers.Conv2D(4, 3, strides=2, padding="same")
    agree(layer, [IMAGE], tmp_path, free=(0, 1, 2))
