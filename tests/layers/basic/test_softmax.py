"""Shares that sum to one, by hand."""

import math

import numpy as np
import pytest

from deepkit import ops
from deepkit.errors import ShapeError
from deepkit.layers import Softmax
from tests.layers._masks import call_with_mask

LOG3 = math.log(3)


def test_shares_are_as_the_exponentials():
    assert Softmax()([[0.0, LOG3]]).tolist() == [pytest.approx([0.25, 0.75])]


def test_a_shift_of_all_numbers_does_not_matter():
    np.testing.assert_allclose(Softmax()([[500.0, 500 + LOG3]]), [[0.25, 0.75]], rtol=1e-4)


def test_several_axes_share_together():
    shares = Softmax(axis=[1, 2])(ops.zeros((1, 2, 2)))
    assert shares.tolist() == [[[0.25, 0.25], [0.25, 0.25]]]


def test_what_is_masked_has_no_share():
    layer = Softmax()
    expected = [[0.25, 0.0, 0.75]]
    for mask in ([[True, False, True]], [[1.0, 0.0, 0.6]]):
        np.testing.assert_allclose(layer([[0.0, 99.0, LOG3]], mask=np.array(mask)), expected)


def test_a_row_without_anything_to_share_is_zero():
    shares = Softmax()([[1.0, 2.0], [0.0, 0.0]], mask=[[False, False], [True, True]])
    assert shares.tolist() == [[0.0, 0.0], [0.5, 0.5]]


def test_masks_hold_in_half_precision():
    layer = Softmax(dtype="float16")
    shares = layer(np.array([[0.0, 6e4, 0.0]], "float16"), mask=np.array([[True, False, True]]))
    assert shares.tolist() == [[0.5, 0.0, 0.5]]


def test_a_mask_that_travels_is_used_and_goes_on():
    shares, mask = call_with_mask(Softmax(), [[0.0, 0.0]], [[True, False]])
    assert mask.tolist() == [[True, False]]
    assert shares.tolist() == [[1.0, 0.0]]


def test_a_mask_may_have_fewer_axes():
    shares = Softmax()(ops.zeros((1, 2, 2)), mask=[True, False])
    assert shares.tolist() == [[[1.0, 0.0], [1.0, 0.0]]]


@pytest.mark.parametrize("shape", [(3,), (2, 1, 2), (1, 3)])
def test_a_mask_fits_the_inputs(shape):
    with pytest.raises(ShapeError, match=r"`mask` must fit inputs of shape \(1, 2\), .* got shape"):
        Softmax()(ops.zeros((1, 2)), mask=np.ones(shape, "bool"))
