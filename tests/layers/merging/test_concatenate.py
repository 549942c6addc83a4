"""Concatenate: axes, masks, refusals."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.layers import Concatenate, Input, concatenate
from tests.layers._masks import call_with_masks

X, Y = np.zeros((1, 2, 3), "float32"), np.ones((1, 2, 3), "float32")
LEFT, RIGHT = np.array([[True, False]]), np.array([[False, False]])


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_tensors_are_put_one_behind_the_other(axis):
    np.testing.assert_array_equal(Concatenate(axis)([X, Y]), np.concatenate([X, Y], axis))
    np.testing.assert_array_equal(concatenate([X, Y], axis), np.concatenate([X, Y], axis))


def test_open_axes_are_added():
    drawn = Concatenate(1)([Input((None, 3)), Input((4, 3))])
    assert drawn.shape == (None, None, 3)


@pytest.mark.parametrize(
    ("axis", "masks", "expected"),
    [
        (1, [LEFT, RIGHT], [[True, False, False, False]]),
        (1, [LEFT, None], [[True, False, True, True]]),
        (-1, [LEFT, RIGHT], [[True, False]]),
        (-1, [RIGHT, None], [[True, True]]),
    ],
)
def test_masks_are_joined_where_tensors_are(axis, masks, expected):
    _, mask = call_with_masks(Concatenate(axis), [X, Y], masks)
    assert mask.tolist() == expected


def test_a_mask_with_fewer_axes_holds_for_all_that_follow():
    x = np.zeros((1, 2, 3, 4), "float32")
    _, mask = call_with_masks(Concatenate(2), [x, x], [LEFT, None])
    assert mask.tolist() == [[[True] * 6, [False] * 3 + [True] * 3]]


def test_without_masks_there_is_none():
    assert call_with_masks(Concatenate(), [X, Y], [None, None])[1] is None


@pytest.mark.parametrize("other", [np.ones((1, 3, 3)), np.ones((1, 2)), np.ones((2, 2, 3))])
def test_it_refuses_shapes_that_differ_elsewhere(other):
    message = r"'concatenate' needs equal shapes but along axis -1, got shapes \(1, 2, 3\), "
    with pytest.raises(ShapeError, match=message):
        Concatenate()([X, other])


def test_it_refuses_an_axis_that_is_not_there():
    with pytest.raises(ShapeError, match="needs equal shapes but along axis 3"):
        Concatenate(3)([X, Y])


def test_it_refuses_a_single_tensor():
    with pytest.raises(ShapeError, match="'concatenate' merges a list of tensors, got a single"):
        Concatenate()(X)
