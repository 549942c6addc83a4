"""Patches of images and volumes, as vectors."""

import itertools
import math

import jax.numpy as jnp

from deepkit.backend import op, standardize_data_format
from deepkit.errors import ShapeError
from deepkit.ops._convolution import Sizes, padding_name, sizes
from deepkit.ops._promotion import tensor
from deepkit.typing import Tensor


@op
def extract_patches(
    images: Tensor,
    size: Sizes,
    strides: Sizes | None = None,
    dilation_rate: Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """Return the patches of images, the numbers of each along the channel axis.

    Args:
        images: an image or a batch, `(batch, height, width, channels)`; volumes for a size of
            three numbers.
        size: the size of a patch, one number or one an axis.
        strides: how far the next patch is; next to it if None.
        dilation_rate: the space between a patch's elements.
        padding: `"valid"` for none, `"same"` for zeros.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Raises:
        ShapeError: if the images have not as many axes as patches need.

    Example:
        >>> from deepkit import ops
        >>> ops.image.extract_patches(ops.ones((2, 4, 4, 3)), 2).shape
        (2, 2, 2, 12)
    """
    rank = 2 if isinstance(size, int) else len(size)
    return _patches(images, rank, size, strides, dilation_rate, padding, data_format)


@op
def extract_patches_3d(
    volumes: Tensor,
    size: Sizes,
    strides: Sizes | None = None,
    dilation_rate: Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """Return the patches of volumes, the numbers of each along the channel axis.

    Args:
        volumes: a volume or a batch, `(batch, depth, height, width, channels)`.
        size: the size of a patch, one number or one an axis.
        strides: how far the next patch is; next to it if None.
        dilation_rate: the space between a patch's elements.
        padding: `"valid"` for none, `"same"` for zeros.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Raises:
        ShapeError: if the volumes have not as many axes as patches need.

    Example:
        >>> from deepkit import ops
        >>> ops.image.extract_patches_3d(ops.ones((2, 4, 4, 4, 1)), 2).shape
        (2, 2, 2, 2, 8)
    """
    return _patches(volumes, 3, size, strides, dilation_rate, padding, data_format)


def _patches(
    x: Tensor,
    rank: int,
    size: Sizes,
    strides: Sizes | None,
    dilation_rate: Sizes,
    padding: str,
    data_format: str | None,
) -> Tensor:
    x = tensor(x)
    if x.ndim not in (rank + 1, rank + 2):
        raise ShapeError(f"{rank} axes, channels and maybe a batch are needed, got {x.shape}.")
    window, dilation = sizes(size, rank), sizes(dilation_rate, rank)
    steps = window if strides is None else sizes(strides, rank)
    channels = -1 if standardize_data_format(data_format) == "channels_last" else -rank - 1
    x = jnp.moveaxis(x, channels, -1)
    spread = [(w - 1) * d + 1 for w, d in zip(window, dilation, strict=True)]
    x = _padded(x, spread, steps) if padding_name(padding) == "SAME" else x
    tiles = window == steps and max(dilation) == 1
    parts = _tiles(x, window) if tiles else _slices(x, window, dilation, steps)
    return jnp.moveaxis(parts, -1, channels)


def _tiles(x: Tensor, window: tuple[int, ...]) -> Tensor:
    """Return patches that lie side by side: a reshape, however many numbers they hold."""
    rank = len(window)
    *batch, channels = (*x.shape[: -rank - 1], x.shape[-1])
    counts = [n // w for n, w in zip(x.shape[-rank - 1 : -1], window, strict=True)]
    x = x[(..., *(slice(c * w) for c, w in zip(counts, window, strict=True)), slice(None))]
    split = [k for pair in zip(counts, window, strict=True) for k in pair]
    blocks = x.reshape(*batch, *split, channels)
    first = len(batch)
    order = [*range(first), *range(first, first + 2 * rank, 2)]
    order += [*range(first + 1, first + 2 * rank, 2), blocks.ndim - 1]
    return blocks.transpose(order).reshape(*batch, *counts, math.prod(window) * channels)


def _slices(
    x: Tensor, window: tuple[int, ...], dilation: tuple[int, ...], steps: tuple[int, ...]
) -> Tensor:
    """Return patches that overlap: the first number of each, the second..., side by side."""
    axes = zip(x.shape[-len(window) - 1 : -1], window, dilation, steps, strict=True)
    spans = [(n - (w - 1) * d - 1) // t * t + 1 for n, w, d, t in axes]
    parts = []
    for corner in itertools.product(*map(range, window)):
        starts = [c * d for c, d in zip(corner, dilation, strict=True)]
        ends = [s + span for s, span in zip(starts, spans, strict=True)]
        parts.append(x[(..., *map(slice, starts, ends, steps), slice(None))])
    return jnp.concatenate(parts, axis=-1)


def _padded(x: Tensor, spread: list[int], steps: tuple[int, ...]) -> Tensor:
    """Return the images with the border that XLA gives "same" convolutions."""
    rank = len(steps)
    border = [(0, 0)] * x.ndim
    for axis, (s, t) in enumerate(zip(spread, steps, strict=True), start=x.ndim - rank - 1):
        total = max((-(-x.shape[axis] // t) - 1) * t + s - x.shape[axis], 0)
        border[axis] = (total // 2, total - total // 2)
    return jnp.pad(x, border)
