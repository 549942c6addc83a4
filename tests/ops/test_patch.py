"""Blocks of images, and axes by name: ways back, and what is refused."""

import numpy as np
import pytest

from deepkit import ops
from deepkit.errors import ShapeError
from tests.backend._drawing import drawn

IMAGE = np.arange(9.0, dtype="float32").reshape(1, 1, 3, 3)


def test_blocks_become_columns():
    columns = ops.unfold(IMAGE, 2)
    assert columns[0, :, 0].tolist() == [0, 1, 3, 4]
    assert columns[0, 0].tolist() == [0, 1, 3, 4]
    assert ops.unfold(IMAGE, (2, 1), dilation=2, padding=(0, 1), stride=(1, 2)).shape == (1, 2, 3)


def test_folding_adds_up_where_blocks_overlap():
    covered = ops.fold(ops.unfold(np.ones_like(IMAGE), 2), 3, 2)
    assert covered[0, 0].tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]


def test_blocks_side_by_side_are_folded_to_what_they_were(random):
    x = random.normal(size=(2, 3, 4, 6)).astype("float32")
    blocks = ops.unfold(x, (2, 3), stride=(2, 3))
    np.testing.assert_array_equal(ops.fold(blocks, (4, 6), (2, 3), stride=(2, 3)), x)


def test_channels_move_into_blocks_of_space():
    x = np.arange(4.0).reshape(1, 1, 1, 4)
    assert ops.depth_to_space(x, 2)[0, :, :, 0].tolist() == [[0, 1], [2, 3]]


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_space_and_depth_lead_back_to_each_other(data_format):
    x = np.arange(64.0, dtype="float32").reshape(1, 4, 4, 4)
    deep = ops.space_to_depth(x, 2, data_format)
    np.testing.assert_array_equal(ops.depth_to_space(deep, 2, data_format), x)


def test_axes_are_split_turned_and_merged_by_name(random):
    x = random.normal(size=(2, 6, 5)).astype("float32")
    result = ops.rearrange(x, "b (h k) w -> k b (h w)", k=3)
    expected = x.reshape(2, 2, 3, 5).transpose(2, 0, 1, 3).reshape(3, 2, 10)
    np.testing.assert_array_equal(result, expected)
    assert ops.rearrange(drawn(None, 6, 5), "b (h k) w -> b h (k w)", k=3).shape == (None, 2, 15)


def test_patterns_that_do_not_fit_are_refused():
    x = np.ones((2, 6))
    with pytest.raises(ValueError, match=r"Both sides of `pattern` must name .*, got 'a b -> a'"):
        ops.rearrange(x, "a b -> a")
    with pytest.raises(ShapeError, match=r"'a b c -> c b a' names 3 axes, got shape \(2, 6\)"):
        ops.rearrange(x, "a b c -> c b a")
    with pytest.raises(ValueError, match=r"sizes of all but one of \['b', 'c'\] in 'a \(b c\)"):
        ops.rearrange(x, "a (b c) -> a b c")


def test_the_noise_of_an_image_against_its_peak():
    np.testing.assert_allclose(ops.psnr([1, 1, 1, 1], [1, 1, 1, 3], 10), 20, rtol=1e-6)
    assert float(ops.psnr([1.0], [1.0], 1)) == np.inf


def test_images_of_two_shapes_have_no_noise():
    with pytest.raises(ShapeError, match=r"must have one shape, got \(2,\) and \(3,\)"):
        ops.psnr([1.0, 2.0], [1.0, 2.0, 3.0], 1)
