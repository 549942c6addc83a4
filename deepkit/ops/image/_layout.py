"""Images in one layout, `(batch, height, width, channels)`, whatever layout they came in."""

from collections.abc import Callable

import jax.numpy as jnp

from deepkit.backend import standardize_data_format
from deepkit.errors import ShapeError
from deepkit.ops._promotion import tensor
from deepkit.typing import Tensor

Back = Callable[[Tensor], Tensor]


def channels_last(images: Tensor, data_format: str | None) -> tuple[Tensor, Back]:
    """Return a batch of images with channels last, and the way back to the layout they had.

    Args:
        images: an image or a batch of images.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Raises:
        ShapeError: if there are not three or four axes.
    """
    images = tensor(images)
    if images.ndim not in (3, 4):
        raise ShapeError(
            f"`images` must be one image (3 axes) or a batch (4 axes), got shape {images.shape}."
        )
    single = images.ndim == 3
    first = standardize_data_format(data_format) == "channels_first"
    batch = images[None] if single else images

    def back(result: Tensor) -> Tensor:
        result = jnp.moveaxis(result, -1, 1) if first else result
        return result[0] if single else result

    return jnp.moveaxis(batch, 1, -1) if first else batch, back
