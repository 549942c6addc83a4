"""Pooling: the largest or the mean of what lies under a window."""

import functools
import itertools
import math
from collections.abc import Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from deepkit.backend import op, standardize_data_format
from deepkit.ops._convolution import Sizes, padding_name, sizes
from deepkit.ops._promotion import floating, tensor
from deepkit.typing import Tensor

# Above it the unrolled comparisons of a window cost more to compile than they save.
_LARGEST_UNROLLED = 25


@op
def max_pool(
    inputs: Tensor,
    pool_size: Sizes,
    strides: Sizes | None = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """Return the largest number under each window.

    The gradient goes to the first of equal numbers.

    Args:
        inputs: `(batch, *spatial, channels)`.
        pool_size: the size of the window, one number or one an axis.
        strides: how far it moves; by its own size if None.
        padding: `"valid"` for none, `"same"` for a border such that stride 1 keeps the sizes.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Example:
        >>> from deepkit import ops
        >>> ops.max_pool([[[1.0], [3.0], [2.0], [0.0]]], 2).tolist()
        [[[3.0], [2.0]]]
    """
    inputs = tensor(inputs)
    window, steps, name = _window(inputs, pool_size, strides, padding, data_format)
    tiles = _tiles(inputs, window, steps, name)
    if tiles is not None and math.prod(window) <= _LARGEST_UNROLLED:
        return _tile_max(tiles, window)
    low = -jnp.inf if jnp.issubdtype(inputs.dtype, jnp.inexact) else jnp.iinfo(inputs.dtype).min
    # A NumPy number: JAX differentiates only what it knows to be a maximum from its first value.
    return lax.reduce_window(inputs, np.asarray(low, inputs.dtype), lax.max, window, steps, name)


@op
def average_pool(
    inputs: Tensor,
    pool_size: Sizes,
    strides: Sizes | None = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """Return the mean of the numbers under each window; a border does not count.

    Args:
        inputs: `(batch, *spatial, channels)`.
        pool_size: the size of the window, one number or one an axis.
        strides: how far it moves; by its own size if None.
        padding: `"valid"` for none, `"same"` for a border such that stride 1 keeps the sizes.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Example:
        >>> from deepkit import ops
        >>> ops.average_pool([[[1.0], [3.0], [2.0], [0.0]]], 2).tolist()
        [[[2.0], [1.0]]]
    """
    inputs = floating(inputs)
    window, steps, name = _window(inputs, pool_size, strides, padding, data_format)
    tiles = _tiles(inputs, window, steps, name)
    if tiles is not None:
        return jnp.mean(_blocks(tiles, window), axis=tuple(range(1, 2 * inputs.ndim, 2)))
    sums = _window_sum(inputs, window, steps, name)
    if name == "VALID":
        return sums / math.prod(window)
    ones = jnp.ones([n if w > 1 else 1 for n, w in zip(inputs.shape, window, strict=True)])
    return sums / _window_sum(ones.astype(inputs.dtype), window, steps, name)


@op
def adaptive_max_pool(inputs: Tensor, output_size: Sizes, data_format: str | None = None) -> Tensor:
    """Return the largest numbers of windows that divide the inputs into a wanted size.

    Window `i` of `m` covers `floor(i * n / m)` up to `ceil((i + 1) * n / m)` of `n` places.

    Args:
        inputs: `(batch, *spatial, channels)`.
        output_size: sizes of the result, one number or one an axis.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
    """
    inputs = tensor(inputs)
    for axis, wanted in _adaptive(inputs, output_size, data_format):
        inside = _inside(inputs.shape[axis], wanted)
        width = max(map(len, inside))
        places = jnp.asarray([[*row, *row[-1:] * (width - len(row))] for row in inside])
        inputs = jnp.max(jnp.take(inputs, places, axis), axis + 1)
    return inputs


@op
def adaptive_average_pool(
    inputs: Tensor, output_size: Sizes, data_format: str | None = None
) -> Tensor:
    """Return the means of windows that divide the inputs into a wanted size.

    Window `i` of `m` covers `floor(i * n / m)` up to `ceil((i + 1) * n / m)` of `n` places.

    Args:
        inputs: `(batch, *spatial, channels)`.
        output_size: sizes of the result, one number or one an axis.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Example:
        >>> from deepkit import ops
        >>> ops.adaptive_average_pool(ops.ones((2, 7, 5, 3)), (3, 2)).shape
        (2, 3, 2, 3)
    """
    inputs = floating(inputs)
    for axis, wanted in _adaptive(inputs, output_size, data_format):
        size = inputs.shape[axis]
        share = [[(i in row) / len(row) for i in range(size)] for row in _inside(size, wanted)]
        mixed = jnp.tensordot(inputs, jnp.asarray(share, inputs.dtype), [[axis], [1]])
        inputs = jnp.moveaxis(mixed, -1, axis)
    return inputs


def _window(
    inputs: Tensor, pool_size: Sizes, strides: Sizes | None, padding: str, data_format: str | None
) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Return window and steps over all axes, and the padding."""
    rank = inputs.ndim - 2
    window = sizes(pool_size, rank)
    steps = window if strides is None else sizes(strides, rank)
    first = standardize_data_format(data_format) == "channels_first"
    full = [(1, 1, *s) if first else (1, *s, 1) for s in (window, steps)]
    return full[0], full[1], padding_name(padding)


def _window_sum(x: Tensor, window: Any, steps: Any, padding: str) -> Tensor:
    return lax.reduce_window(x, np.zeros((), x.dtype), lax.add, window, steps, padding)


def _tiles(x: Tensor, window: Any, steps: Any, padding: str) -> Tensor | None:
    """Return what the windows cover if they tile it, side by side; None if they do not.

    Tiles need no `reduce_window`, whose gradient is many times slower on CPU.
    """
    pooled = [(n, w) for n, w in zip(x.shape, window, strict=True) if w > 1]
    if window != steps or not all(isinstance(n, int) and n >= w for n, w in pooled):
        return None
    if padding == "SAME":
        return None if any(n % w for n, w in pooled) else x
    return x[
        tuple(slice(n - n % w if w > 1 else None) for n, w in zip(x.shape, window, strict=True))
    ]


@functools.partial(jax.custom_jvp, nondiff_argnums=(1,))
def _tile_max(x: Tensor, window: tuple[int, ...]) -> Tensor:
    return _largest(x, window)[0]


@_tile_max.defjvp
def _tile_max_jvp(window: tuple[int, ...], primals: Any, tangents: Any) -> tuple[Tensor, Tensor]:
    [x], [tangent] = primals, tangents
    value, place = _largest(x, window)
    blocks = _blocks(tangent, window)
    inner = tuple(range(1, blocks.ndim, 2))
    order = jnp.arange(math.prod(window), dtype="int32").reshape(
        [n for w in window for n in (1, w)]
    )
    chosen = order == jnp.expand_dims(place, inner)
    return value, jnp.sum(jnp.where(chosen, blocks, 0), axis=inner)


def _largest(x: Tensor, window: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Return the largest number of each tile and its place there: of the first if equal."""
    pieces = _pieces(x, window)
    largest = next(pieces)
    place = jnp.zeros(largest.shape, "int32")
    for i, piece in enumerate(pieces, start=1):
        better = (piece > largest) | jnp.isnan(piece)
        largest, place = jnp.where(better, piece, largest), jnp.where(better, i, place)
    return largest, place


def _pieces(x: Tensor, window: tuple[int, ...]) -> Iterator[Tensor]:
    """Yield the first number of each tile, the second..."""
    for corner in itertools.product(*map(range, window)):
        yield x[tuple(slice(c, None, w) for c, w in zip(corner, window, strict=True))]


def _blocks(x: Tensor, window: tuple[int, ...]) -> Tensor:
    """Return the tiles with an axis for the place within them after each axis."""
    return x.reshape([k for n, w in zip(x.shape, window, strict=True) for k in (n // w, w)])


def _adaptive(
    inputs: Tensor, output_size: Sizes, data_format: str | None
) -> Iterator[tuple[int, int]]:
    rank = inputs.ndim - 2
    start = 2 if standardize_data_format(data_format) == "channels_first" else 1
    return zip(range(start, start + rank), sizes(output_size, rank), strict=True)


def _inside(size: int, count: int) -> list[list[int]]:
    return [list(range(i * size // count, -(-(i + 1) * size // count))) for i in range(count)]
