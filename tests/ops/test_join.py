"""Tensors joined and cut."""

import numpy as np
import pytest

import deepkit
from deepkit import ops

X = np.arange(6.0, dtype="float32").reshape(2, 3)


def test_tensors_of_different_dtypes_are_joined_in_the_wider():
    joined = ops.concatenate([X, np.ones((2, 1), "int32")], axis=1)
    assert joined.tolist() == [[0.0, 1.0, 2.0, 1.0], [3.0, 4.0, 5.0, 1.0]]
    assert ops.stack([X, X], axis=1).shape == (2, 2, 3)


def test_pieces_come_as_a_list():
    assert [p.tolist() for p in ops.split(X, [1], axis=1)] == [
        [[0.0], [3.0]],
        [[1.0, 2.0], [4.0, 5.0]],
    ]
    assert [p.shape for p in ops.array_split(X, 2, axis=1)] == [(2, 2), (2, 1)]
    assert [p.tolist() for p in ops.unstack(X)] == X.tolist()
    with pytest.raises(ValueError, match="does not result in an equal division"):
        ops.split(X, 2, axis=1)


def test_an_open_axis_is_not_cut():
    with pytest.raises(ValueError, match="Axis 0 is open: give `num`"):
        ops.unstack(deepkit.Input((3,)), axis=0)
