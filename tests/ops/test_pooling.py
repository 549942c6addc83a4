"""Pooling: ties, NaN, borders, and one answer by whichever road."""

import jax
import keras
import numpy as np
import pytest

import deepkit
from deepkit import ops
from tests.backend._drawing import drawn

ROW = np.array([1.0, 3.0, 3.0, 2.0, 5.0], "float32").reshape(1, 5, 1)
# Tiles of the inputs, windows that overlap, tiles too large to unroll, and a border.
ROADS = [(2, 2, "valid"), (2, 1, "valid"), (6, 6, "valid"), (3, 2, "same"), (4, 4, "same")]


def slope(home, x, *options):
    with jax.numpy_dtype_promotion("standard"):
        weigh = np.arange(home.ops.max_pool(x, *options).size, dtype="float32") + 1
        return jax.grad(lambda x: (home.ops.max_pool(x, *options).ravel() * weigh).sum())(x)


@pytest.mark.parametrize("road", ROADS, ids=str)
def test_of_equal_numbers_the_one_that_keras_chooses_gets_the_gradient(road):
    x = np.random.default_rng(1).integers(0, 3, (1, 8, 8, 1)).astype("float32")
    np.testing.assert_array_equal(slope(deepkit, x, *road), slope(keras, x, *road))
    flat = np.zeros((1, 8, 8, 1), "float32")
    np.testing.assert_array_equal(slope(deepkit, flat, *road), slope(keras, flat, *road))


def test_the_first_of_equal_numbers_gets_the_gradient():
    gradient = jax.grad(lambda x: ops.sum(ops.max_pool(x, 4)))(ROW)
    assert gradient.ravel().tolist() == [0, 1, 0, 0, 0]


@pytest.mark.parametrize("strides", [None, 1])
def test_one_nan_under_a_window_makes_its_largest_nan(strides):
    x = np.array([1.0, np.nan, np.nan, 2.0], "float32").reshape(1, 4, 1)
    assert np.isnan(ops.max_pool(x, 2, strides)).all()


@pytest.mark.parametrize("strides", [None, 1])
def test_whole_numbers_stay_whole(strides):
    x = np.array([-5, -7, -9], "int8").reshape(1, 3, 1)
    pooled = ops.max_pool(x, 2, strides, "same")
    assert (pooled[0, 0, 0], pooled.dtype) == (-5, "int8")


def test_what_no_window_covers_is_left_out():
    assert ops.max_pool(ROW, 2).ravel().tolist() == [3.0, 3.0]
    assert ops.average_pool(ROW, 2).ravel().tolist() == [2.0, 2.5]


def test_a_border_does_not_count_in_the_mean():
    assert ops.average_pool(ROW, 2, 2, "same").ravel().tolist() == [2.0, 2.5, 5.0]
    np.testing.assert_allclose(
        ops.average_pool(ROW, 3, 2, "same").ravel(), [2, 8 / 3, 3.5], rtol=1e-6
    )


def test_channels_may_come_first():
    x = np.arange(16.0, dtype="float32").reshape(1, 1, 4, 4)
    assert ops.max_pool(x, (2, 4), data_format="channels_first").tolist() == [[[[7.0], [15.0]]]]


def test_open_axes_stay_open():
    x = drawn(None, None, 8, 3)
    assert ops.max_pool(x, 2).shape == (None, None, 4, 3)
    assert ops.average_pool(x, 3, 1, "same").shape == (None, None, 8, 3)


def test_adaptive_windows_overlap_where_sizes_do_not_divide():
    assert ops.adaptive_max_pool(ROW, 2).ravel().tolist() == [3.0, 5.0]
    np.testing.assert_allclose(ops.adaptive_average_pool(ROW, 2).ravel(), [7 / 3, 10 / 3])
    np.testing.assert_allclose(ops.adaptive_average_pool(ROW, 5), ROW)


def test_a_padding_is_valid_or_same():
    with pytest.raises(ValueError, match="`padding` must be one of 'valid', 'same', got 'full'"):
        ops.max_pool(ROW, 2, padding="full")
