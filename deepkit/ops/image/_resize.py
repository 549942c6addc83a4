"""Images of another size: scaled, cropped, padded."""

from typing import Any

import jax
import jax.numpy as jnp

from deepkit.backend import op
from deepkit.errors import one_of
from deepkit.ops._cast import saturate_cast
from deepkit.ops._promotion import floating, tensor
from deepkit.ops.image._layout import channels_last
from deepkit.typing import Shape, Tensor

INTERPOLATIONS = ("bilinear", "nearest", "lanczos3", "lanczos5", "bicubic")
METHODS = (
    "linear", "bilinear", "trilinear", "cubic", "bicubic", "tricubic", "lanczos3", "lanczos5",
)  # fmt: skip


@op
def resize(
    images: Tensor,
    size: tuple[int, int],
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: str | None = None,
) -> Tensor:
    """Return images scaled to a size.

    Args:
        images: an image or a batch, `(batch, height, width, channels)`.
        size: height and width.
        interpolation: `"bilinear"`, `"nearest"`, `"bicubic"`, `"lanczos3"` or `"lanczos5"`.
        antialias: whether images are smoothed before they shrink.
        crop_to_aspect_ratio: whether they are cropped first, so that nothing is distorted.
        pad_to_aspect_ratio: whether they are padded first, so that nothing is distorted.
        fill_mode: `"constant"`.
        fill_value: what they are padded with.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Raises:
        ValueError: if an option is unknown, or both crop and pad are asked for.

    Example:
        >>> from deepkit import ops
        >>> ops.image.resize(ops.ones((4, 6, 3)), (2, 2)).shape
        (2, 2, 3)
    """
    one_of(INTERPOLATIONS, interpolation=interpolation)
    one_of(("constant",), fill_mode=fill_mode)
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        raise ValueError("`crop_to_aspect_ratio` and `pad_to_aspect_ratio` exclude each other.")
    x, back = channels_last(images, data_format)
    if crop_to_aspect_ratio:
        x = _cropped_to_ratio(x, *size)
    elif pad_to_aspect_ratio:
        x = _padded_to_ratio(x, *size, fill_value)
    shape = (x.shape[0], *size, x.shape[-1])
    result = jax.image.resize(x, shape, interpolation, antialias=antialias)
    if result.dtype != x.dtype:  # whole numbers, whose means are not
        result = saturate_cast(jnp.round(result), x.dtype)
    return back(result)


@op
def scale_and_translate(
    images: Tensor,
    output_shape: Shape,
    scale: Tensor,
    translation: Tensor,
    spatial_dims: tuple[int, ...],
    method: str,
    antialias: bool = True,
) -> Tensor:
    """Return images scaled and moved: the place `x` goes to `x * scale + translation`.

    Args:
        images: a tensor.
        output_shape: sizes of the axes of the result.
        scale: a factor for each of the axes in `spatial_dims`.
        translation: how far each of them is moved.
        spatial_dims: the axes that are scaled and moved.
        method: `"linear"`, `"cubic"`, `"lanczos3"` or `"lanczos5"`.
        antialias: whether images are smoothed where they shrink.

    Raises:
        ValueError: if the method is unknown.

    Example:
        >>> from deepkit import ops
        >>> moved = ops.image.scale_and_translate([1.0, 2.0], (3,), [1.0], [1.0], (0,), "linear")
        >>> moved.tolist()
        [0.0, 1.0, 2.0]
    """
    one_of(METHODS, method=method)
    images, scale = tensor(images), floating(scale)
    translation = jnp.asarray(translation, scale.dtype)
    return jax.image.scale_and_translate(
        images, tuple(output_shape), spatial_dims, scale, translation, method, antialias
    )


@op
def crop_images(
    images: Tensor,
    top_cropping: int | None = None,
    left_cropping: int | None = None,
    bottom_cropping: int | None = None,
    right_cropping: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Tensor:
    """Return images with rows and columns cut off; two of three numbers say how many.

    Args:
        images: an image or a batch, `(batch, height, width, channels)`.
        top_cropping: rows cut off above.
        left_cropping: columns cut off on the left.
        bottom_cropping: rows cut off below.
        right_cropping: columns cut off on the right.
        target_height: the height left.
        target_width: the width left.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Raises:
        ValueError: if not exactly two of three are given, or they do not fit.

    Example:
        >>> from deepkit import ops
        >>> ops.image.crop_images(ops.ones((4, 6, 3)), 1, 1, target_height=2, target_width=3).shape
        (2, 3, 3)
    """
    x, back = channels_last(images, data_format)
    height, width = x.shape[1:3]
    top, bottom = _ends(height, -1, "height", top_cropping, bottom_cropping, target_height)
    left, right = _ends(width, -1, "width", left_cropping, right_cropping, target_width)
    return back(x[:, top : height - bottom, left : width - right])


@op
def pad_images(
    images: Tensor,
    top_padding: int | None = None,
    left_padding: int | None = None,
    bottom_padding: int | None = None,
    right_padding: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Tensor:
    """Return images with a border of zeros; two of three numbers say how wide.

    Args:
        images: an image or a batch, `(batch, height, width, channels)`.
        top_padding: rows put above.
        left_padding: columns put on the left.
        bottom_padding: rows put below.
        right_padding: columns put on the right.
        target_height: the height of the result.
        target_width: the width of the result.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Raises:
        ValueError: if not exactly two of three are given, or they do not fit.

    Example:
        >>> from deepkit import ops
        >>> ops.image.pad_images(ops.ones((4, 6, 3)), 1, 1, target_height=6, target_width=9).shape
        (6, 9, 3)
    """
    x, back = channels_last(images, data_format)
    height, width = x.shape[1:3]
    rows = _ends(height, 1, "height", top_padding, bottom_padding, target_height)
    columns = _ends(width, 1, "width", left_padding, right_padding, target_width)
    return back(jnp.pad(x, ((0, 0), rows, columns, (0, 0))))


def _ends(
    size: int, sign: int, name: str, before: int | None, after: int | None, target: int | None
) -> tuple[int, int]:
    """Return how much is cut off or added on both sides, found from two of three numbers."""
    if [before, after, target].count(None) != 1:
        raise ValueError(
            f"Give two of `target_{name}` and both ends of the {name}, got {target}, {before} "
            f"and {after}."
        )
    change = sign * ((target or 0) - size)
    if before is None:
        before = change - (after or 0)
    elif after is None:
        after = change - before
    if before < 0 or (after or 0) < 0:
        raise ValueError(f"The {name} {size} cannot become {target} with {before} and {after}.")
    return before, after or 0


def _cropped_to_ratio(x: Tensor, target_height: int, target_width: int) -> Tensor:
    height, width = x.shape[1:3]
    rows = max(min(height, width * target_height // target_width), 1)
    columns = max(min(width, height * target_width // target_height), 1)
    top, left = (height - rows) // 2, (width - columns) // 2
    return x[:, top : top + rows, left : left + columns]


def _padded_to_ratio(x: Tensor, target_height: int, target_width: int, fill: Any) -> Tensor:
    height, width = x.shape[1:3]
    rows = (max(height, width * target_height // target_width) - height) // 2
    columns = (max(width, height * target_width // target_height) - width) // 2
    border = ((0, 0), (rows, rows), (columns, columns), (0, 0))
    return jnp.pad(x, border, constant_values=jnp.asarray(fill, x.dtype))
