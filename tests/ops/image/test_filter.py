"""Filters: blur, edges, likeness."""

import numpy as np
import pytest

from deepkit import ops
from deepkit.errors import ShapeError


def test_blur_spreads_a_point_by_a_bell_curve():
    point = np.zeros((5, 5, 1), "float32")
    point[2, 2] = 1
    bell = np.exp(-0.5 * np.array([-1.0, 0, 1]) ** 2)
    bell /= bell.sum()
    blurred = ops.image.gaussian_blur(point)
    np.testing.assert_allclose(blurred[1:4, 1:4, 0], np.outer(bell, bell), rtol=1e-5)


def test_edges_rise_downwards_and_to_the_right():
    slope = np.tile(np.arange(5.0), (5, 1))[..., None]
    assert ops.image.sobel_edges(slope)[2, 2, 0].tolist() == [0.0, 8.0]
    assert ops.image.sobel_edges(slope.swapaxes(0, 1))[2, 2, 0].tolist() == [8.0, 0.0]


def test_an_image_is_most_like_itself(random):
    x = random.random((2, 12, 12, 3)).astype("float32")
    same, other = ops.image.ssim(x, x), ops.image.ssim(x, x[:, ::-1])
    np.testing.assert_allclose(same, [1.0, 1.0], rtol=1e-5)
    assert (other < 0.5).all()
    assert ops.image.ssim(x[0], x[0]).shape == ()


def test_images_of_other_shapes_are_not_compared():
    with pytest.raises(ShapeError, match="Both images must have one shape"):
        ops.image.ssim(np.ones((12, 12, 1)), np.ones((12, 13, 1)))
