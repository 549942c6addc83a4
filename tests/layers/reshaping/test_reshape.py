"""Reshape: the size that is found, and refusals."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.layers import Input, Reshape
from tests.layers._masks import call_with_mask


def test_the_size_that_is_left_out_is_found():
    x = np.arange(24.0).reshape(2, 12)
    np.testing.assert_array_equal(Reshape([3, -1])(x), x.reshape(2, 3, 4))


def test_a_sample_may_become_a_number_and_back():
    assert Reshape(())(np.ones((4, 1))).shape == (4,)
    assert Reshape((1,))(np.ones(4)).shape == (4, 1)


def test_an_empty_batch_keeps_the_shape_of_its_samples():
    assert Reshape((2, -1))(np.ones((0, 6))).shape == (0, 2, 3)


def test_an_open_axis_may_be_the_size_that_is_found():
    assert Reshape((-1, 2))(Input((None, 4))).shape == (None, None, 2)


@pytest.mark.parametrize("target", [(5,), (5, -1), (0, -1)])
def test_it_refuses_a_shape_that_does_not_hold_the_sample(target):
    with pytest.raises(ShapeError, match=r"does not hold the 12 elements of a sample of shape"):
        Reshape(target)(np.ones((2, 3, 4)))


@pytest.mark.parametrize("target", [(-1, -1), (3, -2)])
def test_it_refuses_sizes_that_are_none(target):
    with pytest.raises(ValueError, match="`target_shape` must hold sizes, one of them -1 at most"):
        Reshape(target)


def test_a_mask_ends_with_a_warning():
    layer = Reshape((3, 2), name="turned")
    with pytest.warns(UserWarning, match="'turned' gets a mask but does not pass it on"):
        assert call_with_mask(layer, np.ones((1, 2, 3)), [[True, False]])[1] is None
