"""Sizes changed: scaled, cropped, padded."""

import keras
import numpy as np
import pytest

from deepkit import ops


def test_a_picture_grows_by_its_nearest_or_mean_pixels():
    x = np.array([[[0.0], [4.0]]])
    assert ops.image.resize(x, (1, 4), "nearest")[0, :, 0].tolist() == [0.0, 0.0, 4.0, 4.0]
    assert ops.image.resize(x, (1, 4))[0, :, 0].tolist() == [0.0, 1.0, 3.0, 4.0]


def test_whole_numbers_are_rounded_and_held():
    x = np.array([[[0], [255]]], "uint8")
    assert ops.image.resize(x, (1, 4))[0, :, 0].tolist() == [0, 64, 191, 255]
    assert ops.image.resize(x, (1, 6), "bicubic").dtype == "uint8"


@pytest.mark.parametrize("size", [(5, 12), (12, 5), (4, 4)])
@pytest.mark.parametrize("option", ["crop_to_aspect_ratio", "pad_to_aspect_ratio"])
def test_proportions_are_kept_as_in_keras(random, size, option):
    x = random.random((2, 7, 9, 3)).astype("float32")
    options = {option: True, "fill_value": 2.0}
    theirs = keras.ops.image.resize(x, size, **options)
    np.testing.assert_allclose(ops.image.resize(x, size, **options), theirs, atol=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"interpolation": "cubist"}, r"`interpolation` must be one of .* got 'cubist'"),
        ({"fill_mode": "wrap"}, "`fill_mode` must be one of 'constant', got 'wrap'"),
        ({"crop_to_aspect_ratio": True, "pad_to_aspect_ratio": True}, "exclude each other"),
    ],
)
def test_options_that_do_not_go_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        ops.image.resize(np.ones((2, 2, 1)), (1, 1), **options)


def test_two_of_three_numbers_say_what_is_cropped_or_padded():
    x = np.arange(20.0).reshape(4, 5, 1)
    cropped = ops.image.crop_images(x, 1, bottom_cropping=2, right_cropping=1, target_width=2)
    assert cropped[..., 0].tolist() == [[7.0, 8.0]]
    padded = ops.image.pad_images(x, 1, target_height=6, left_padding=0, right_padding=2)
    assert padded.shape == (6, 7, 1)
    assert padded[1:5, :5].tolist() == x.tolist()


@pytest.mark.parametrize(("name", "target"), [("crop_images", 9), ("pad_images", 1)])
def test_numbers_that_do_not_fit_are_refused(name, target):
    change, x = getattr(ops.image, name), np.ones((4, 5, 1))
    with pytest.raises(ValueError, match="Give two of `target_height` and both ends of the height"):
        change(x, 1)
    with pytest.raises(ValueError, match=f"The height 4 cannot become {target}"):
        change(x, 1, 0, None, 0, target_height=target)


def test_scaled_and_moved_by_parts_of_pixels():
    moved = ops.image.scale_and_translate([0.0, 4.0], (4,), [2.0], [0.0], (0,), "linear")
    assert moved.tolist() == [0.0, 1.0, 3.0, 4.0]
    with pytest.raises(ValueError, match=r"`method` must be one of .* got 'nearest'"):
        ops.image.scale_and_translate([0.0], (1,), [1.0], [0.0], (0,), "nearest")
