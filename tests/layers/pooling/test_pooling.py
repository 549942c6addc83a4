"""The base of pooling layers: options and refusals."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.layers import AveragePooling1D, MaxPooling1D, MaxPooling2D
from tests.layers._masks import call_with_mask


def test_the_window_moves_by_its_own_size_unless_told():
    assert MaxPooling2D((2, 3)).strides == (2, 3)
    assert MaxPooling2D(3, strides=1).strides == (1, 1)


def test_the_name_may_come_by_position():
    assert MaxPooling2D(2, None, "valid", None, "halve").name == "halve"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pool_size": 0}, "`pool_size` must be a whole number >= 1, got 0"),
        ({"strides": (2,)}, "`strides` must be a whole number, or 2 of them, got"),
        ({"padding": "full"}, "`padding` must be one of 'valid', 'same', got 'full'"),
    ],
)
def test_it_refuses_options_that_make_no_sense(options, message):
    with pytest.raises(ValueError, match=message):
        MaxPooling2D(**options)


def test_it_refuses_another_number_of_axes():
    message = r"'average_pooling1d' expects .* of 3 axes, got shape \(4, 4\)"
    with pytest.raises(ShapeError, match=message):
        AveragePooling1D(2)(np.ones((4, 4)))


def test_it_refuses_another_format():
    with pytest.raises(ValueError, match=r"`data_format` must be one of .*, got 'first'"):
        MaxPooling2D(data_format="first")


def test_a_mask_ends_with_a_warning():
    with pytest.warns(UserWarning, match="'steps' gets a mask but does not pass it on"):
        _, mask = call_with_mask(MaxPooling1D(name="steps"), np.ones((1, 2, 1)), [[True, False]])
    assert mask is None
