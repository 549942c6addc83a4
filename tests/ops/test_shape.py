"""Shapes changed: with open axes, lists, and what would not fit."""

import numpy as np
import pytest

import deepkit
from deepkit import ops

X = np.arange(6.0, dtype="float32").reshape(2, 3)


def test_the_shape_of_an_open_axis_is_none():
    x = deepkit.Input((3, 4))
    assert (ops.shape(x), ops.ndim(x), ops.size(x)) == ((None, 3, 4), 3, None)
    assert (ops.shape([[1, 2]]), ops.ndim(5), ops.size(X)) == ((1, 2), 0, 6)


def test_an_open_axis_can_be_kept_in_a_new_shape():
    x = deepkit.Input((3, 4))
    assert ops.reshape(x, (ops.shape(x)[0], -1)).shape == (None, 12)
    assert ops.reshape(x, (-1, 2, 6)).shape == (None, 2, 6)
    assert ops.reshape(X, (None, -1, 1)).shape == (2, 3, 1)
    assert ops.reshape(X, 6).shape == (6,)


def test_only_axes_known_to_be_one_are_squeezed():
    assert ops.squeeze(deepkit.Input((1, 3))).shape == (None, 3)
    assert ops.squeeze(X[:, None, :, None], axis=[1, 3]).shape == (2, 3)


def test_a_border_is_a_number_or_a_mirror():
    assert ops.pad([1, 2], 1).tolist() == [0, 1, 2, 0]
    assert ops.pad([1.0, 2.0], [1, 0], constant_values=9).tolist() == [9.0, 1.0, 2.0]
    assert ops.pad([1, 2, 3], [2, 0], mode="reflect").tolist() == [3, 2, 1, 2, 3]
    with pytest.raises(
        ValueError, match=r"`constant_values` is for mode 'constant', got mode 'edge'"
    ):
        ops.pad([1], 1, mode="edge", constant_values=0)


def test_tensors_are_turned_and_repeated():
    assert ops.rot90(X).tolist() == [[2.0, 5.0], [1.0, 4.0], [0.0, 3.0]]
    assert ops.tile([1, 2], 2).tolist() == [1, 2, 1, 2]
    assert ops.repeat([1, 2], [1, 2]).tolist() == [1, 2, 2]
    assert ops.roll([1, 2, 3], 1).tolist() == [3, 1, 2]
