"""Convolutions: Keras's numbers over strides, borders, groups and layouts; what does not fit."""

import functools
import itertools

import jax
import keras
import numpy as np
import pytest

import deepkit
from deepkit import ops
from deepkit.errors import ShapeError

FORMATS = ["channels_last", "channels_first"]


def images(random, data_format, *spatial, channels=4):
    x = random.normal(size=(2, *spatial, channels)).astype("float32")
    return x if data_format == "channels_last" else np.moveaxis(x, -1, 1)


def kernel(random, *shape):
    return random.normal(size=shape).astype("float32")


def check(name, cases):
    """Compare many calls at once: two programs instead of hundreds."""
    options = [given for _, given in cases]

    def run(home, inputs):
        call = getattr(home, name)
        return [call(*args, **given) for args, given in zip(inputs, options, strict=True)]

    inputs = [args for args, _ in cases]
    ours, theirs = (jax.jit(functools.partial(run, home))(inputs) for home in (ops, keras.ops))
    for mine, wanted, given in zip(ours, theirs, options, strict=True):
        np.testing.assert_allclose(mine, wanted, rtol=1e-4, atol=1e-5, err_msg=str(given))


@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize(
    ("spatial", "shape"),
    [
        ((9,), (3, 4, 6)),
        ((7, 8), (3, 2, 4, 6)),
        ((7, 8), (3, 2, 2, 6)),
        ((4, 5, 6), (2, 2, 3, 4, 2)),
    ],
)
def test_convolutions_are_those_of_keras(random, data_format, spatial, shape):
    args = (images(random, data_format, *spatial), kernel(random, *shape))
    steps = [(1, 1), (2, 1), (1, 2)]
    settings = itertools.product(["valid", "same"], steps)
    names = ("padding", "strides", "dilation_rate", "data_format")
    check(
        "conv", [(args, dict(zip(names, (p, *s, data_format), strict=True))) for p, s in settings]
    )


@pytest.mark.parametrize("data_format", FORMATS)
def test_depthwise_and_separable_convolutions_are_those_of_keras(random, data_format):
    x, deep = images(random, data_format, 7, 8), kernel(random, 3, 2, 4, 2)
    point = kernel(random, 1, 1, 8, 3)
    settings = itertools.product(["valid", "same"], [1, 2])
    options = [{"padding": p, "strides": s, "data_format": data_format} for p, s in settings]
    check("depthwise_conv", [((x, deep), given) for given in options])
    check("separable_conv", [((x, deep, point), given) for given in options])


@pytest.mark.parametrize("data_format", FORMATS)
@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_transposed_convolutions_are_those_of_keras(random, data_format, size):
    args = (images(random, data_format, 4, 5), kernel(random, size, 3, 6, 4))
    steps = [(1, 1), (2, 1), (3, 1), (1, 2)]
    settings = itertools.product(["valid", "same"], steps, [None, 0, 1])
    names = ("padding", "strides", "dilation_rate", "output_padding", "data_format")
    check(
        "conv_transpose",
        [(args, dict(zip(names, (p, *s, o, data_format), strict=True))) for p, s, o in settings],
    )


def test_a_kernel_moves_over_a_signal():
    x = np.array([1.0, 2.0, 3.0, 4.0], "float32").reshape(1, 4, 1)
    two = np.array([1.0, 10.0], "float32").reshape(2, 1, 1)
    assert ops.conv(x, two)[0, :, 0].tolist() == [21.0, 32.0, 43.0]
    assert ops.conv(x, two, padding="SAME")[0, :, 0].tolist() == [21.0, 32.0, 43.0, 4.0]
    assert ops.conv_transpose(x[:, :2], two)[0, :, 0].tolist() == [1.0, 12.0, 20.0]


def test_open_sizes_stay_open():
    x = deepkit.Input((None, None, 3))
    assert ops.conv(x, np.ones((3, 3, 3, 5)), strides=2).shape == (None, None, None, 5)
    assert ops.conv_transpose(x, np.ones((3, 3, 5, 3)), 2, "same").shape == (None, None, None, 5)


def test_half_precision_and_float32_make_float32():
    x = ops.ones((1, 4, 1), "bfloat16")
    assert ops.conv(x, np.ones((2, 1, 1), "float32")).dtype == "float32"
    assert ops.conv(x, ops.ones((2, 1, 1), "bfloat16")).dtype == "bfloat16"


def test_channels_must_divide_into_groups():
    with pytest.raises(
        ShapeError,
        match="into groups by a `kernel` that takes 2 channels",
    ):
        ops.conv(np.ones((1, 5, 3)), np.ones((2, 2, 4)))
    with pytest.raises(ShapeError, match="4 channels and 3 filters cannot be divided"):
        ops.conv(np.ones((1, 5, 4)), np.ones((2, 2, 3)))


def test_a_kernel_is_for_as_many_channels_as_there_are():
    with pytest.raises(ShapeError, match="`kernel` is for 2 channels, the inputs have 3"):
        ops.depthwise_conv(np.ones((1, 5, 3)), np.ones((2, 2, 1)))
    with pytest.raises(ShapeError, match="`kernel` is for 2 channels, the inputs have 3"):
        ops.conv_transpose(np.ones((1, 5, 3)), np.ones((2, 4, 2)))


def test_a_kernel_larger_than_the_inputs_is_refused():
    with pytest.raises(ShapeError, match=r"Nothing is left of inputs \(1, 2, 1\).*padding 'same'"):
        ops.conv(np.ones((1, 2, 1)), np.ones((3, 1, 1)))


def test_an_unknown_padding_is_refused():
    with pytest.raises(ValueError, match="`padding` must be one of 'valid', 'same', got 'full'"):
        ops.conv(np.ones((1, 5, 1)), np.ones((2, 1, 1)), padding="full")
