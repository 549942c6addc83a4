"""Images bent: each pixel of the result is read at another place."""

from typing import Any

import jax
import jax.numpy as jnp
from jax.scipy import ndimage

from deepkit.backend import op
from deepkit.errors import ShapeError, one_of
from deepkit.ops import random
from deepkit.ops._promotion import floating, tensor
from deepkit.ops.image._filter import blurred
from deepkit.ops.image._layout import channels_last
from deepkit.typing import Tensor

_ORDERS = {"nearest": 0, "bilinear": 1}
_MODES = ("constant", "nearest", "wrap", "mirror", "reflect")


@op
def map_coordinates(
    inputs: Tensor,
    coordinates: Tensor,
    order: int,
    fill_mode: str = "constant",
    fill_value: float = 0,
) -> Tensor:
    """Return the numbers at places between those of a tensor.

    Args:
        inputs: a tensor.
        coordinates: the places: along the first axis one coordinate for each axis of `inputs`.
        order: 0 for the nearest number, 1 for linear interpolation.
        fill_mode: what lies outside: `"constant"`, `"nearest"`, `"wrap"`, `"mirror"` or
            `"reflect"`.
        fill_value: the number outside, for `"constant"`.

    Raises:
        ValueError: if an option is unknown.
        ShapeError: if there are not as many coordinates as axes.

    Example:
        >>> from deepkit import ops
        >>> ops.image.map_coordinates([1.0, 3.0], [[0.0, 0.5]], 1).tolist()
        [1.0, 2.0]
    """
    one_of((0, 1), order=order)
    one_of(_MODES, fill_mode=fill_mode)
    inputs, coordinates = tensor(inputs), floating(coordinates)
    if coordinates.shape[0] != inputs.ndim:
        raise ShapeError(
            f"`coordinates` must have {inputs.ndim} rows, as many as `inputs` has axes, got "
            f"{coordinates.shape[0]}."
        )
    return ndimage.map_coordinates(inputs, coordinates, order, fill_mode, fill_value)


@op
def affine_transform(
    images: Tensor,
    transform: Tensor,
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Tensor:
    """Return images whose pixel `(x, y)` is read at `(a0 x + a1 y + a2, b0 x + b1 y + b2)`.

    Args:
        images: an image or a batch, `(batch, height, width, channels)`.
        transform: `[a0, a1, a2, b0, b1, b2, 0, 0]`, one or one for each image.
        interpolation: `"bilinear"` or `"nearest"`.
        fill_mode: what lies outside: `"constant"`, `"nearest"`, `"wrap"`, `"mirror"` or
            `"reflect"`.
        fill_value: the number outside, for `"constant"`.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Raises:
        ValueError: if an option is unknown.

    Example:
        >>> from deepkit import ops
        >>> image = ops.reshape([1.0, 2.0, 3.0], (1, 3, 1))
        >>> ops.image.affine_transform(image, [1, 0, 1, 0, 1, 0, 0, 0])[0, :, 0].tolist()
        [2.0, 3.0, 0.0]
    """
    order = _order(interpolation)
    one_of(_MODES, fill_mode=fill_mode)
    x, back = channels_last(images, data_format)
    transform = jnp.broadcast_to(floating(transform), (x.shape[0], 8))
    column, row = _pixels(x, transform.dtype)

    def read(image: Tensor, t: Tensor) -> Tensor:
        across = t[0] * column + t[1] * row + t[2]
        down = t[3] * column + t[4] * row + t[5]
        return _read(image, (down, across), order, fill_mode, fill_value)

    return back(jax.vmap(read)(x, transform))


@op
def perspective_transform(
    images: Tensor,
    start_points: Tensor,
    end_points: Tensor,
    interpolation: str = "bilinear",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Tensor:
    """Return images seen from elsewhere: four points of the images go to four others.

    Args:
        images: an image or a batch, `(batch, height, width, channels)`.
        start_points: four points `(x, y)`, one set or one for each image.
        end_points: where they go.
        interpolation: `"bilinear"` or `"nearest"`.
        fill_value: the number outside.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Raises:
        ValueError: if the interpolation is unknown.
        ShapeError: if the points are not four pairs.

    Example:
        >>> from deepkit import ops
        >>> image, corners = ops.ones((3, 3, 1)), [[0, 0], [2, 0], [0, 2], [2, 2]]
        >>> ops.image.perspective_transform(image, corners, corners).shape
        (3, 3, 1)
    """
    order = _order(interpolation)
    x, back = channels_last(images, data_format)
    starts, ends = (_quads(p, x.shape[0]) for p in (start_points, end_points))
    column, row = _pixels(x, starts.dtype)

    def read(image: Tensor, start: Tensor, end: Tensor) -> Tensor:
        t = _homography(end, start)
        depth = t[6] * column + t[7] * row + 1
        across = (t[0] * column + t[1] * row + t[2]) / depth
        down = (t[3] * column + t[4] * row + t[5]) / depth
        return _read(image, (down, across), order, "constant", fill_value)

    return back(jax.vmap(read)(x, starts, ends))


@op
def elastic_transform(
    images: Tensor,
    alpha: float = 20.0,
    sigma: float = 5.0,
    interpolation: str = "bilinear",
    fill_mode: str = "reflect",
    fill_value: float = 0.0,
    seed: Any = None,
    data_format: str | None = None,
) -> Tensor:
    """Return images with each pixel read a little aside, in smooth random directions.

    Args:
        images: an image or a batch, `(batch, height, width, channels)`.
        alpha: how far pixels are moved.
        sigma: how smooth the directions are, and their size before smoothing.
        interpolation: `"bilinear"` or `"nearest"`.
        fill_mode: what lies outside: `"constant"`, `"nearest"`, `"wrap"`, `"mirror"` or
            `"reflect"`.
        fill_value: the number outside, for `"constant"`.
        seed: an int for the same draw each time, a `SeedGenerator`, or None.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.

    Raises:
        ValueError: if an option is unknown.

    Source:
        Simard, Steinkraus, Platt, "Best Practices for Convolutional Neural Networks Applied to
        Visual Document Analysis", 2003, ICDAR, section 2.

    Example:
        >>> from deepkit import ops
        >>> ops.image.elastic_transform(ops.ones((8, 8, 3)), seed=1).shape
        (8, 8, 3)
    """
    order = _order(interpolation)
    one_of(_MODES, fill_mode=fill_mode)
    x, back = channels_last(images, data_format)
    column, row = _pixels(x, "float32")
    shape = (*x.shape[:-1], 2)
    noise = random.normal(shape, 0.0, sigma, "float32", seed)
    width = int(6 * sigma) | 1
    moved = alpha * blurred(noise, (width, width), (sigma, sigma))

    def read(image: Tensor, aside: Tensor) -> Tensor:
        places = (row + aside[..., 1], column + aside[..., 0])
        return _read(image, places, order, fill_mode, fill_value)

    return back(jax.vmap(read)(x, moved))


def _order(interpolation: str) -> int:
    return _ORDERS[str(one_of(tuple(_ORDERS), interpolation=interpolation))]


def _pixels(x: Tensor, dtype: Any) -> tuple[Tensor, Tensor]:
    """Return the column and the row of each pixel."""
    height, width = x.shape[1:3]
    rows, columns = jnp.arange(height, dtype=dtype), jnp.arange(width, dtype=dtype)
    return tuple(jnp.meshgrid(columns, rows))  # pyright: ignore[reportReturnType]


def _read(image: Tensor, places: Any, order: int, mode: str, fill: float) -> Tensor:
    def channel(plane: Tensor) -> Tensor:
        return ndimage.map_coordinates(plane, places, order, mode, fill)

    return jax.vmap(channel, in_axes=-1, out_axes=-1)(image)


def _quads(points: Tensor, batch: Any) -> Tensor:
    points = jnp.asarray(tensor(points), "float32")
    if points.shape[-2:] != (4, 2):
        raise ShapeError(f"Four points (x, y) are needed, got shape {points.shape}.")
    return jnp.broadcast_to(points, (batch, 4, 2))


def _homography(start: Tensor, end: Tensor) -> Tensor:
    """Return the eight numbers of the projection that takes four points to four others."""
    (x, y), (u, v) = start.T, end.T
    one, zero = jnp.ones_like(x), jnp.zeros_like(x)
    across = jnp.stack([x, y, one, zero, zero, zero, -u * x, -u * y], axis=1)
    down = jnp.stack([zero, zero, zero, x, y, one, -v * x, -v * y], axis=1)
    return jnp.linalg.solve(jnp.concatenate([across, down]), jnp.concatenate([u, v]))
