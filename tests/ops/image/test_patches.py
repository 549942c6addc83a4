"""Patches of images, beside each other or overlapping."""

import itertools

import keras
import numpy as np
import pytest

from deepkit import ops
from deepkit.errors import ShapeError


def test_a_patch_holds_its_pixels_row_by_row():
    x = np.arange(16.0).reshape(4, 4, 1)
    patches = ops.image.extract_patches(x, 2)
    assert patches[0].tolist() == [[0.0, 1.0, 4.0, 5.0], [2.0, 3.0, 6.0, 7.0]]


@pytest.mark.parametrize("size", [2, (2, 3)])
def test_patches_are_those_of_keras(random, size):
    x = random.normal(size=(2, 7, 8, 3)).astype("float32")
    for (strides, dilation), padding in itertools.product(
        [(None, 1), (1, 1), (2, 1), (1, 2)], ["valid", "same"]
    ):
        options = {"strides": strides, "dilation_rate": dilation, "padding": padding}
        theirs = keras.ops.image.extract_patches(x, size, **options)
        np.testing.assert_allclose(ops.image.extract_patches(x, size, **options), theirs, atol=1e-6)


def test_volumes_have_patches_too(random):
    x = random.normal(size=(2, 4, 5, 6, 2)).astype("float32")
    theirs = keras.ops.image.extract_patches_3d(x, 2)
    np.testing.assert_allclose(ops.image.extract_patches_3d(x, 2), theirs, atol=1e-6)
    np.testing.assert_allclose(ops.image.extract_patches(x, (2, 2, 2)), theirs, atol=1e-6)


def test_what_has_too_few_axes_is_refused():
    with pytest.raises(ShapeError, match=r"channels and maybe a batch are needed, got \(4, 4, 1\)"):
        ops.image.extract_patches_3d(np.ones((4, 4, 1)), 2)
