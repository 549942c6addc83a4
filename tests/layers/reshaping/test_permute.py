"""Permute: orders and refusals."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.layers import Permute


def test_axes_are_counted_from_one():
    x = np.arange(24.0).reshape(2, 3, 2, 2)
    np.testing.assert_array_equal(Permute((3, 1, 2))(x), x.transpose(0, 3, 1, 2))


@pytest.mark.parametrize("dims", [(0, 1), (1, 1), (2, 3)])
def test_it_refuses_what_is_no_order(dims):
    with pytest.raises(ValueError, match=r"`dims` must be an order of 1, 2, \.\.\., n, got"):
        Permute(dims)


def test_it_refuses_another_number_of_axes():
    with pytest.raises(ShapeError, match=r"of 3 axes, got shape \(2, 3\)"):
        Permute((2, 1))(np.ones((2, 3)))
