"""Blocks of images: taken out, put back, moved between space and channels; named axes."""

import itertools
import math
import re
from typing import Any

import jax
import jax.numpy as jnp

from deepkit.backend import op, standardize_data_format
from deepkit.errors import ShapeError
from deepkit.ops._promotion import tensor, together_floating
from deepkit.typing import Tensor

Pair = int | tuple[int, int]


@op
def unfold(
    x: Tensor, kernel_size: Pair, dilation: Pair = 1, padding: Pair = 0, stride: Pair = 1
) -> Tensor:
    """Return the blocks of images as columns: `(batch, channels * block, places)`.

    Args:
        x: images, `(batch, channels, height, width)`.
        kernel_size: the size of a block, one number or a pair.
        dilation: the space between a block's elements.
        padding: the zeros around the images.
        stride: how far the next block is.

    Example:
        >>> from deepkit import ops
        >>> ops.unfold(ops.ones((1, 3, 4, 4)), 2, stride=2).shape
        (1, 12, 4)
    """
    return _unfold(tensor(x), *map(_pair, (kernel_size, dilation, padding, stride)))


@op
def fold(
    x: Tensor,
    output_size: Pair,
    kernel_size: Pair,
    dilation: Pair = 1,
    padding: Pair = 0,
    stride: Pair = 1,
) -> Tensor:
    """Return images of blocks, added up where they overlap: the transpose of `unfold`.

    Args:
        x: blocks as columns, `(batch, channels * block, places)`.
        output_size: height and width of the images.
        kernel_size: the size of a block, one number or a pair.
        dilation: the space between a block's elements.
        padding: the zeros around the images that are cut off again.
        stride: how far the next block is.

    Example:
        >>> from deepkit import ops
        >>> ops.fold(ops.ones((1, 12, 4)), 4, 2, stride=2).shape
        (1, 3, 4, 4)
    """
    x = tensor(x)
    kernel, *rest = map(_pair, (kernel_size, dilation, padding, stride))
    shape = (x.shape[0], x.shape[1] // math.prod(kernel), *_pair(output_size))
    image = jax.ShapeDtypeStruct(shape, x.dtype)
    return jax.linear_transpose(lambda y: _unfold(y, kernel, *rest), image)(x)[0]


@op
def depth_to_space(x: Tensor, block_size: int, data_format: str = "channels_last") -> Tensor:
    """Return images whose channels are moved into blocks of space.

    Args:
        x: images, `(batch, height, width, channels)`.
        block_size: the side of a block; its square divides the channels.
        data_format: `"channels_last"`: a block's places come before its channels in the depth;
            `"channels_first"`: after them.

    Example:
        >>> from deepkit import ops
        >>> ops.depth_to_space(ops.ones((1, 2, 2, 12)), 2).shape
        (1, 4, 4, 3)
    """
    x, b = tensor(x), block_size
    if standardize_data_format(data_format) == "channels_last":
        n, h, w, c = x.shape
        blocks = x.reshape(n, h, w, b, b, c // (b * b)).transpose(0, 1, 3, 2, 4, 5)
        return blocks.reshape(n, h * b, w * b, c // (b * b))
    n, c, h, w = x.shape
    blocks = x.reshape(n, c // (b * b), b, b, h, w).transpose(0, 1, 4, 2, 5, 3)
    return blocks.reshape(n, c // (b * b), h * b, w * b)


@op
def space_to_depth(x: Tensor, block_size: int, data_format: str = "channels_last") -> Tensor:
    """Return images whose blocks of space are moved into channels: undo `depth_to_space`.

    Args:
        x: images, `(batch, height, width, channels)`.
        block_size: the side of a block; it divides height and width.
        data_format: `"channels_last"`: a block's places come before its channels in the depth;
            `"channels_first"`: after them.

    Example:
        >>> from deepkit import ops
        >>> ops.space_to_depth(ops.ones((1, 4, 4, 3)), 2).shape
        (1, 2, 2, 12)
    """
    x, b = tensor(x), block_size
    if standardize_data_format(data_format) == "channels_last":
        n, h, w, c = x.shape
        blocks = x.reshape(n, h // b, b, w // b, b, c).transpose(0, 1, 3, 2, 4, 5)
        return blocks.reshape(n, h // b, w // b, b * b * c)
    n, c, h, w = x.shape
    blocks = x.reshape(n, c, h // b, b, w // b, b).transpose(0, 1, 3, 5, 2, 4)
    return blocks.reshape(n, c * b * b, h // b, w // b)


@op
def rearrange(tensor: Tensor, pattern: str, **axes_lengths: int) -> Tensor:
    """Return a tensor with its axes split, reordered and merged as a pattern of names says.

    Args:
        tensor: a tensor.
        pattern: such as `"b (h h2) w -> h2 b (h w)"`: parentheses hold axes that are merged.
        **axes_lengths: sizes of axes that split another one; one of each split is found.

    Raises:
        ValueError: if the two sides do not name the same axes.

    Example:
        >>> from deepkit import ops
        >>> ops.rearrange(ops.ones((2, 12, 3)), "b (h w) c -> b h w c", h=3).shape
        (2, 3, 4, 3)
    """
    left, right = (_groups(side) for side in pattern.split("->"))
    if sorted(itertools.chain(*left)) != sorted(itertools.chain(*right)):
        raise ValueError(f"Both sides of `pattern` must name the same axes, got {pattern!r}.")
    tensor = jnp.asarray(tensor)
    sizes = _axis_sizes(left, tensor.shape, axes_lengths, pattern)
    names = list(itertools.chain(*left))
    split = tensor.reshape([sizes[name] for name in names])
    turned = split.transpose([names.index(name) for name in itertools.chain(*right)])
    return turned.reshape([math.prod(sizes[name] for name in group) for group in right])


@op
def psnr(x1: Tensor, x2: Tensor, max_val: float) -> Tensor:
    """Return the peak signal-to-noise ratio, `10 * log10(max_val**2 / mean((x1 - x2)**2))`.

    Args:
        x1: images.
        x2: images of the same shape.
        max_val: the largest value a pixel may have.

    Raises:
        ShapeError: if the shapes differ.

    Example:
        >>> from deepkit import ops
        >>> float(ops.psnr([0.0], [0.1], 1.0))
        20.0
    """
    x1, x2 = together_floating(x1, x2)
    if x1.shape != x2.shape:
        raise ShapeError(f"`x1` and `x2` must have one shape, got {x1.shape} and {x2.shape}.")
    return 20 * math.log10(max_val) - 10 * jnp.log10(jnp.mean(jnp.square(x1 - x2)))


def _pair(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else tuple(value)


def _unfold(x: Tensor, kernel: Any, dilation: Any, padding: Any, stride: Any) -> Tensor:
    x = jnp.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    spans = [(k - 1) * d for k, d in zip(kernel, dilation, strict=True)]
    parts = []
    for corner in itertools.product(*map(range, kernel)):
        starts = [c * d for c, d in zip(corner, dilation, strict=True)]
        ends = [n - span + s for n, span, s in zip(x.shape[2:], spans, starts, strict=True)]
        rows, columns = map(slice, starts, ends, stride)
        parts.append(x[:, :, rows, columns])
    blocks = jnp.stack(parts, axis=2)
    n, c, k, h, w = blocks.shape
    return blocks.reshape(n, c * k, h * w)


def _groups(side: str) -> list[list[str]]:
    """Return `"a (b c)"` as `[["a"], ["b", "c"]]`."""
    found = re.findall(r"\(([^)]*)\)|(\w+)", side)
    return [(merged or single).split() for merged, single in found]


def _axis_sizes(
    groups: list[list[str]], shape: Any, given: dict[str, int], pattern: str
) -> dict[str, Any]:
    if len(groups) != len(shape):
        raise ShapeError(f"`pattern` {pattern!r} names {len(groups)} axes, got shape {shape}.")
    sizes: dict[str, Any] = dict(given)
    for group, size in zip(groups, shape, strict=True):
        open_ones = [name for name in group if name not in sizes]
        if len(open_ones) > 1:
            raise ValueError(f"Give the sizes of all but one of {open_ones} in {pattern!r}.")
        known = math.prod(sizes[name] for name in group if name in sizes)
        sizes.update(dict.fromkeys(open_ones, size // known))
    return sizes
