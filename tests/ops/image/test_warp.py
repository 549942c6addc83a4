"""Images bent: moved, turned, seen from elsewhere."""

import numpy as np
import pytest
from scipy import ndimage

from deepkit import ops
from deepkit.errors import ShapeError


@pytest.mark.parametrize("mode", ["constant", "nearest", "wrap", "mirror", "reflect"])
def test_numbers_between_places_are_those_of_scipy(random, mode):
    x, places = (
        random.random((4, 5)).astype("float32"),
        random.uniform(0, 3, (2, 6)).astype("float32"),
    )
    expected = ndimage.map_coordinates(x, places, order=1, mode=mode)
    np.testing.assert_allclose(ops.image.map_coordinates(x, places, 1, mode), expected, atol=1e-5)


def test_an_image_is_moved_turned_and_filled():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])[..., None]
    right = ops.image.affine_transform(x, [1, 0, -1, 0, 1, 0, 0, 0], fill_value=9)
    assert right[..., 0].tolist() == [[9.0, 1.0], [9.0, 3.0]]
    flipped = ops.image.affine_transform(x, [0, 1, 0, 1, 0, 0, 0, 0], "nearest")
    assert flipped[..., 0].tolist() == [[1.0, 3.0], [2.0, 4.0]]


def test_each_image_has_a_transform_of_its_own():
    x = np.arange(8.0).reshape(2, 1, 4, 1)
    moves = [[1, 0, 1, 0, 1, 0, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0]]
    moved = ops.image.affine_transform(x, moves, fill_mode="nearest")
    assert moved[:, 0, :, 0].tolist() == [[1.0, 2.0, 3.0, 3.0], [4.0, 5.0, 6.0, 7.0]]


def test_corners_go_where_they_are_sent():
    x = np.arange(9.0).reshape(3, 3, 1)
    start, end = [[0, 0], [2, 0], [0, 2], [2, 2]], [[2, 0], [0, 0], [2, 2], [0, 2]]
    turned = ops.image.perspective_transform(x, start, end)
    np.testing.assert_allclose(turned, x[:, ::-1], atol=1e-4)


def test_an_elastic_image_stays_near_itself():
    x = np.tile(np.linspace(0, 1, 16), (16, 1))[..., None].astype("float32")
    bent = ops.image.elastic_transform(x, alpha=1.0, sigma=2.0, seed=3)
    assert bent.shape == x.shape
    assert 0 < float(np.abs(bent - x).mean()) < 0.2
    assert (bent == ops.image.elastic_transform(x, alpha=1.0, sigma=2.0, seed=3)).all()


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("affine_transform", ([1, 0, 0, 0, 1, 0, 0, 0], "cubic")),
        ("perspective_transform", (np.ones((4, 2)), np.ones((4, 2)), "cubic")),
        ("elastic_transform", (1.0, 1.0, "cubic")),
    ],
)
def test_an_unknown_interpolation_is_refused(name, args):
    with pytest.raises(ValueError, match="must be one of 'nearest', 'bilinear', got 'cubic'"):
        getattr(ops.image, name)(np.ones((3, 3, 1)), *args)


def test_places_must_fit_the_tensor():
    with pytest.raises(ValueError, match="`order` must be one of 0, 1, got 3"):
        ops.image.map_coordinates(np.ones((2, 2)), np.ones((2, 1)), 3)
    with pytest.raises(ValueError, match=r"`fill_mode` must be one of .* got 'black'"):
        ops.image.map_coordinates(np.ones((2, 2)), np.ones((2, 1)), 1, "black")
    with pytest.raises(ShapeError, match="`coordinates` must have 2 rows, as many as"):
        ops.image.map_coordinates(np.ones((2, 2)), np.ones((3, 1)), 1)
    with pytest.raises(ShapeError, match=r"Four points \(x, y\) are needed, got shape \(3, 2\)"):
        ops.image.perspective_transform(np.ones((3, 3, 1)), np.ones((3, 2)), np.ones((3, 2)))


@pytest.mark.parametrize(
    ("name", "args"), [("affine_transform", ([1, 0, 0, 0, 1, 0, 0, 0],)), ("elastic_transform", ())]
)
def test_an_unknown_filling_is_refused(name, args):
    with pytest.raises(ValueError, match=r"`fill_mode` must be one of 'constant', .* got 'black'"):
        getattr(ops.image, name)(np.ones((3, 3, 1)), *args, fill_mode="black")
