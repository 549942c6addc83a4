"""The base of global pooling: which axes, and refusals."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.layers import GlobalMaxPooling2D


def test_the_axes_of_space_are_pooled_over():
    assert GlobalMaxPooling2D().axes == (1, 2)
    assert GlobalMaxPooling2D("channels_first").axes == (2, 3)


def test_pooled_axes_stay_if_asked_for():
    assert GlobalMaxPooling2D(keepdims=True)(np.ones((2, 4, 5, 3))).shape == (2, 1, 1, 3)


def test_it_refuses_another_number_of_axes():
    with pytest.raises(ShapeError, match=r"of 4 axes, got shape \(4, 4\)"):
        GlobalMaxPooling2D()(np.ones((4, 4)))


def test_it_refuses_another_format():
    with pytest.raises(ValueError, match="`data_format` must be one of"):
        GlobalMaxPooling2D("first")
