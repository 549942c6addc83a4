"""Normalization: that of batches is folded into other weights."""

import numpy as np
import pytest

from deepkit import layers
from tests.onnx._running import agree, kinds

RANDOM = np.random.default_rng(0)
IMAGE = RANDOM.normal(size=(2, 6, 6, 3)).astype("float32")
ROWS = RANDOM.normal(size=(3, 4)).astype("float32")


def fitted(x, *parts):
    """Return layers one after the other, with weights that differ all."""

    def fn(x):
        for part in parts:
            x = part(x)
        return x

    fn(x)
    for weight in [weight for part in parts for weight in part.weights]:
        values = np.abs(RANDOM.normal(size=weight.shape)) + 0.1
        weight.assign(values)
    return fn


@pytest.mark.parametrize("bias", [True, False])
def test_it_is_folded_into_a_convolution(bias, tmp_path):
    layer = layers.Conv2D(4, 3, use_bias=bias)
    fn = fitted(IMAGE, layer, layers.BatchNormalization())
    assert kinds(agree(fn, [IMAGE], tmp_path)) == ["Transpose", "Conv", "Transpose"]


@pytest.mark.parametrize("bias", [True, False])
def test_it_is_folded_into_a_dense_layer(bias, tmp_path):
    fn = fitted(ROWS, layers.Dense(4, use_bias=bias), layers.BatchNormalization())
    assert kinds(agree(fn, [ROWS], tmp_path)) == ["MatMul", "Add"]


def test_a_convolution_that_is_used_elsewhere_stays(tmp_path):
    conv = layers.Conv2D(3, 3, padding="same")
    norm = layers.BatchNormalization()
    fitted(IMAGE, conv, norm)
    model = agree(lambda x: [conv(x), norm(conv(x))], [IMAGE], tmp_path)
    assert kinds(model).count("Conv") == 2


@pytest.mark.parametrize("options", [{}, {"center": False}, {"scale": False}, {"axis": 1}])
def test_elsewhere_it_is_a_factor_and_a_term(options, tmp_path):
    fn = fitted(IMAGE, layers.BatchNormalization(**options))
    assert kinds(agree(fn, [IMAGE], tmp_path)) == ["Mul", "Add"]


@pytest.mark.parametrize("options", [{}, {"axis": (2, 3)}, {"center": False}, {"scale": False}])
def test_layer_normalization_is_one_node(options, tmp_path):
    fn = fitted(IMAGE, layers.LayerNormalization(**options))
    assert kinds(agree(fn, [IMAGE], tmp_path)) == ["LayerNormalization"]
