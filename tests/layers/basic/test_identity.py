"""The layer that does nothing."""

from deepkit import ops
from deepkit.layers import Identity
from tests.layers._masks import call_with_mask


def test_what_comes_in_goes_out():
    x = ops.ones((2, 3))
    assert Identity()(x) is x


def test_structures_stay_as_they_are():
    x = {"a": ops.ones((1,)), "b": [ops.zeros((2,))]}
    assert Identity()(x) == x


def test_a_mask_travels_on():
    _, mask = call_with_mask(Identity(), [[[1.0], [2.0]]], [[True, False]])
    assert mask.tolist() == [[True, False]]
