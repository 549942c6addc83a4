"""Affine: numbers in another unit."""

import numpy as np
import pytest

import deepkit
from deepkit.layers import Affine

X = np.array([[0.0, 1.0], [2.0, -3.0]], "float32")


def test_features_are_multiplied_and_moved_each_by_its_own():
    found = Affine([2.0, 10.0], [1.0, -1.0])(X)
    np.testing.assert_allclose(found, [[1.0, 9.0], [5.0, -31.0]])


def test_one_number_serves_all_features():
    np.testing.assert_allclose(Affine(0.5, 3.0)(X), X * 0.5 + 3.0)


def test_its_numbers_are_weights_that_are_not_trained():
    layer = Affine(2.0, 1.0)
    layer(X)
    assert layer.trainable_weights == []
    layer.set_weights([np.array([3.0, 3.0]), np.array([0.0, 1.0])])
    np.testing.assert_allclose(layer(X), X * 3.0 + np.array([0.0, 1.0]))


def test_as_many_numbers_as_features_are_needed():
    with pytest.raises(ValueError, match="broadcast"):
        Affine([1.0, 2.0, 3.0])(X)


def test_the_last_axis_must_be_known():
    with pytest.raises(ValueError, match="Axis -1"):
        Affine()(deepkit.Input((None,)))
