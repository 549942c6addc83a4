"""Colors: gray, and hue, saturation and value."""

import jax.numpy as jnp

from deepkit.backend import is_float, op
from deepkit.errors import ShapeError
from deepkit.ops._promotion import floating
from deepkit.ops.image._layout import Back, channels_last
from deepkit.typing import Tensor


@op
def rgb_to_grayscale(images: Tensor, data_format: str | None = None) -> Tensor:
    """Return images in gray, `0.2989 * red + 0.5870 * green + 0.1140 * blue`.

    Args:
        images: an image or a batch, `(batch, height, width, 3)`; gray ones stay as they are.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Raises:
        ShapeError: if there are neither three channels nor one.

    Example:
        >>> from deepkit import ops
        >>> float(ops.image.rgb_to_grayscale(ops.ones((1, 1, 3)))[0, 0, 0])
        0.9999
    """
    x, back = channels_last(images, data_format)
    if x.shape[-1] == 1:
        return back(x)
    if x.shape[-1] != 3:
        raise ShapeError(f"`images` must have 3 channels or 1, got {x.shape[-1]}.")
    weights = jnp.asarray([0.2989, 0.5870, 0.1140], floating(x).dtype)
    return back(jnp.sum(floating(x) * weights, axis=-1, keepdims=True).astype(x.dtype))


@op
def rgb_to_hsv(images: Tensor, data_format: str | None = None) -> Tensor:
    """Return hue, saturation and value, all between 0 and 1, of red, green and blue.

    Args:
        images: an image or a batch, `(batch, height, width, 3)`; floats between 0 and 1.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Raises:
        ValueError: if they are no floats.

    Source:
        Smith, "Color Gamut Transform Pairs", 1978, SIGGRAPH.

    Example:
        >>> from deepkit import ops
        >>> ops.image.rgb_to_hsv(ops.array([[[0.0, 0.5, 0.0]]])).round(3).tolist()
        [[[0.333, 1.0, 0.5]]]
    """
    x, back = _floats(images, data_format)
    red, green, blue = (x[..., i] for i in range(3))
    value = jnp.max(x, axis=-1)
    spread = value - jnp.min(x, axis=-1)
    safe = jnp.where(spread > 0, spread, 1)
    saturation = jnp.where(value > 0, spread / jnp.where(value > 0, value, 1), 0)
    hue = jnp.where(value == green, 2 + (blue - red) / safe, 4 + (red - green) / safe)
    hue = jnp.where(value == red, (green - blue) / safe, hue)
    hue = jnp.where(spread > 0, hue, 0) / 6
    return back(jnp.stack([jnp.where(hue < 0, hue + 1, hue), saturation, value], axis=-1))


@op
def hsv_to_rgb(images: Tensor, data_format: str | None = None) -> Tensor:
    """Return red, green and blue of hue, saturation and value.

    Args:
        images: an image or a batch, `(batch, height, width, 3)`; floats between 0 and 1.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Raises:
        ValueError: if they are no floats.

    Source:
        Smith, "Color Gamut Transform Pairs", 1978, SIGGRAPH.

    Example:
        >>> from deepkit import ops
        >>> ops.image.hsv_to_rgb(ops.array([[[0.0, 1.0, 0.5]]])).tolist()
        [[[0.5, 0.0, 0.0]]]
    """
    x, back = _floats(images, data_format)
    hue, saturation, value = (x[..., i] for i in range(3))
    sixth = jnp.mod(hue, 1) * 6
    red = jnp.abs(sixth - 3) - 1
    green, blue = (2 - jnp.abs(sixth - center) for center in (2, 4))
    pure = jnp.clip(jnp.stack([red, green, blue], axis=-1), 0, 1)
    return back((value * (1 - saturation))[..., None] + (value * saturation)[..., None] * pure)


def _floats(images: Tensor, data_format: str | None) -> tuple[Tensor, Back]:
    x, back = channels_last(images, data_format)
    if not is_float(x.dtype):
        raise ValueError(f"`images` must be floats between 0 and 1, got dtype {x.dtype}.")
    return x, back
