"""Products, convolutions and windows: the same numbers in onnxruntime."""

import numpy as np
import pytest
from jax import lax

from deepkit import ops
from deepkit.errors import SavingError
from deepkit.onnx._products import product_of
from tests.onnx._running import agree, kinds, written

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(3, 4, 5)).astype("float32")
Y = RANDOM.normal(size=(3, 5, 2)).astype("float32")
W = RANDOM.normal(size=(5, 6)).astype("float32")
IMAGE = RANDOM.normal(size=(2, 6, 6, 4)).astype("float32")


def test_a_product_with_a_matrix_is_one_node():
    assert kinds(written(lambda x: ops.matmul(x, W), [X])) == ["MatMul"]


@pytest.mark.parametrize(
    "equation", ["bij,bjk->bik", "bij,bjk->bki", "bij,bjk->bk", "bij,bjk->bijk"]
)
def test_products_over_any_axes(equation, tmp_path):
    agree(lambda x, y: ops.einsum(equation, x, y), [X, Y], tmp_path)


def test_products_with_open_axes(tmp_path):
    agree(lambda x: ops.matmul(x, ops.transpose(x, (0, 2, 1))), [X], tmp_path, free=(0, 1))


def test_convolutions_by_hand(tmp_path):
    kernel = RANDOM.normal(size=(3, 2, 2, 6)).astype("float32")

    def fn(x):
        return ops.conv(x, kernel, strides=(2, 1), padding="same")

    agree(fn, [IMAGE], tmp_path)


def test_depthwise_convolutions(tmp_path):
    kernel = RANDOM.normal(size=(3, 3, 4, 2)).astype("float32")
    agree(lambda x: ops.depthwise_conv(x, kernel), [IMAGE], tmp_path)


def test_windows(tmp_path):

    def fn(x):
        return [ops.max_pool(x, 3, 2, "same"), ops.average_pool(x, 3, 1, "same")]

    agree(fn, [IMAGE], tmp_path)


@pytest.mark.parametrize("size", [2, 3, 5])
@pytest.mark.parametrize("strides", [2, 3])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_transposed_convolutions(size, strides, padding, tmp_path):
    kernel = RANDOM.normal(size=(size, size, 6, 4)).astype("float32")

    def fn(x):
        return ops.conv_transpose(x, kernel, strides, padding)

    assert "ConvTranspose" in kinds(agree(fn, [IMAGE], tmp_path, batches=(3,)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"window_strides": (2,), "padding": [(1, 1)]}, "strides or groups of its own"),
        ({"window_strides": (1,), "padding": [(9, 0)]}, "padded so far"),
    ],
)
def test_odd_ones_are_refused(options, message):
    kernel = RANDOM.normal(size=(3, 2, 4)).astype("float32")

    def fn(x):
        return lax.conv_general_dilated(
            x, kernel, lhs_dilation=(3,), dimension_numbers=("NCH", "OIH", "NCH"), **options
        )

    with pytest.raises(SavingError, match=message):
        written(fn, [RANDOM.normal(size=(2, 2, 5)).astype("float32")])


def test_a_kernel_that_is_computed_is_refused():
    with pytest.raises(SavingError, match="a kernel that is computed"):
        written(lambda x, k: ops.conv_transpose(x, k, 2), [IMAGE, IMAGE], free=())


def test_padding_by_the_size_of_an_open_axis_is_refused():
    kernel = RANDOM.normal(size=(3, 3, 4, 6)).astype("float32")
    with pytest.raises(SavingError, match="padded by the size of an open axis"):
        written(lambda x: ops.conv(x, kernel, 2, "same"), [IMAGE], free=(0, 1, 2))


def test_the_product_of_sizes_is_a_size():
    assert product_of([2, 3]) == 6
    assert product_of([1, "batch"]) == "batch"
    assert product_of([2, "batch", "a + 1"]) == "2*(batch)*(a + 1)"
    assert product_of([]) == 1
