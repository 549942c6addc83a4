"""Packing and unpacking give what Keras's functions give."""

import keras
import numpy as np
import pytest

from deepkit.data import pack_x_y_sample_weight, unpack_x_y_sample_weight
from deepkit.errors import DataError


@pytest.mark.parametrize(
    "arguments",
    [("x",), ("x", "y"), ("x", "y", "w"), (["a", "b"],), (("a", "b"), "y"), ("x", None, "w")],
)
def test_packs_as_keras_does(arguments):
    assert pack_x_y_sample_weight(*arguments) == keras.utils.pack_x_y_sample_weight(*arguments)


@pytest.mark.parametrize(
    "data", ["x", ("x",), ("x", "y"), ("x", "y", "w"), ["x", "y"], {"a": 1}, (["a", "b"], "y")]
)
def test_unpacks_as_keras_does(data):
    assert unpack_x_y_sample_weight(data) == keras.utils.unpack_x_y_sample_weight(data)


def test_an_array_alone_is_x():
    array = np.zeros(3)
    assert unpack_x_y_sample_weight(array)[0] is array


@pytest.mark.parametrize("data", [(), (1, 2, 3, 4)])
def test_a_tuple_of_another_length_is_refused(data):
    with pytest.raises(DataError, match=rf"Data must be `x`.*got a tuple of {len(data)}"):
        unpack_x_y_sample_weight(data)
