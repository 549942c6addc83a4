"""Colors, against the standard library."""

import colorsys

import numpy as np
import pytest

from deepkit import ops
from deepkit.errors import ShapeError

COLORS = np.array(
    [[[0, 0, 0], [1, 1, 1], [1, 0, 0]], [[0.2, 0.6, 0.4], [0.5, 0.5, 0.1], [0.9, 0.1, 0.8]]],
    "float32",
)


def test_hue_saturation_and_value_are_those_of_the_standard_library():
    expected = [[colorsys.rgb_to_hsv(*map(float, c)) for c in row] for row in COLORS]
    np.testing.assert_allclose(ops.image.rgb_to_hsv(COLORS), expected, atol=1e-6)


def test_colors_come_back():
    np.testing.assert_allclose(
        ops.image.hsv_to_rgb(ops.image.rgb_to_hsv(COLORS)), COLORS, atol=1e-6
    )


def test_gray_keeps_the_dtype_and_stays_gray():
    gray = ops.image.rgb_to_grayscale((COLORS * 255).astype("uint8"))
    assert (gray.dtype, gray.shape) == ("uint8", (2, 3, 1))
    assert ops.image.rgb_to_grayscale(gray).tolist() == gray.tolist()


def test_other_channels_and_whole_numbers_are_refused():
    with pytest.raises(ShapeError, match="`images` must have 3 channels or 1, got 2"):
        ops.image.rgb_to_grayscale(np.ones((2, 2, 2)))
    with pytest.raises(ValueError, match="must be floats between 0 and 1, got dtype uint8"):
        ops.image.rgb_to_hsv(np.ones((2, 2, 3), "uint8"))
