"""Every operation on images takes one image or a batch, in both layouts."""

import numpy as np
import pytest

from deepkit import ops
from deepkit.errors import ShapeError

CALLS = {
    "rgb_to_grayscale": (), "rgb_to_hsv": (), "hsv_to_rgb": (), "gaussian_blur": (),
    "sobel_edges": (), "resize": ((4, 3),), "crop_images": (1, 1, 1, 1), "pad_images": (1, 2, 3, 4),
    "affine_transform": ([1, 0.1, 0, 0, 1, 0.2, 0, 0],), "extract_patches": (2,),
    "perspective_transform": ([[0, 0], [5, 0], [0, 4], [5, 4]], [[0, 0], [5, 1], [0, 4], [5, 4]]),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_layouts_and_batches_give_the_same(name, random):
    transform = getattr(ops.image, name)
    images = random.random((2, 5, 6, 3)).astype("float32")
    expected = transform(images, *CALLS[name], data_format="channels_last")
    single = transform(images[0], *CALLS[name], data_format="channels_last")
    first = transform(np.moveaxis(images, -1, 1), *CALLS[name], data_format="channels_first")
    np.testing.assert_allclose(single, expected[0], atol=1e-6)
    np.testing.assert_allclose(np.moveaxis(first, 1, 3), expected, atol=1e-6)


def test_what_is_no_image_is_refused():
    with pytest.raises(ShapeError, match=r"or a batch \(4 axes\), got shape \(2, 2\)"):
        ops.image.resize(np.ones((2, 2)), (1, 1))
