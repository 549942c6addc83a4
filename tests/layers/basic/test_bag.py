"""Bags of whole numbers and their weights."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.layers.basic._bag import bag_of, weights_of

IDS = np.array([[1, -1], [0, 2]], "int32")


@pytest.mark.parametrize("dtype", ["int8", "int64", "float32"])
def test_numbers_become_int32(dtype):
    ids = bag_of(IDS.astype(dtype))
    assert ids.dtype == "int32"
    assert ids.tolist() == IDS.tolist()


def test_a_number_alone_is_no_bag():
    with pytest.raises(ShapeError, match="must have an axis along which bags lie"):
        bag_of(np.int32(3))


def test_weights_get_the_dtype_asked_for():
    weights = weights_of(IDS, np.ones((2, 2), "float64"), "float16")
    assert weights.dtype == "float16"


@pytest.mark.parametrize("shape", [(2,), (2, 1), (1, 2, 2)])
def test_there_is_one_weight_for_each_number(shape):
    with pytest.raises(
        ShapeError, match=r"`weights` must have the shape of the ids, \(2, 2\), got"
    ):
        weights_of(IDS, np.ones(shape), "float32")
