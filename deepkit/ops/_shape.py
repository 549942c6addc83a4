"""The same numbers in another shape: reshaped, turned, repeated, padded."""

import math
from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np

from deepkit.backend import op
from deepkit.ops._promotion import tensor
from deepkit.typing import Shape, Tensor

Axis = int | Sequence[int] | None


def shape(x: Tensor) -> tuple[Any, ...]:
    """Return the sizes of the axes; None where a symbolic tensor is open.

    Args:
        x: a tensor.
    """
    return tuple(x.shape if hasattr(x, "shape") else tensor(x).shape)


def ndim(x: Tensor) -> int:
    """Return the number of axes.

    Args:
        x: a tensor.
    """
    return len(shape(x))


def size(x: Tensor) -> Any:
    """Return the number of elements; None for a symbolic tensor with an open axis.

    Args:
        x: a tensor.
    """
    sizes = shape(x)
    return None if None in sizes else math.prod(sizes)


@op
def reshape(x: Tensor, newshape: Shape) -> Tensor:
    """Return the numbers in another shape, in the same order.

    Args:
        x: a tensor.
        newshape: sizes of the axes; one may be -1 and is found; None keeps the size that the
            axis of this position has.

    Example:
        >>> from deepkit import ops
        >>> ops.reshape([1, 2, 3, 4], (2, -1)).tolist()
        [[1, 2], [3, 4]]
    """
    x = tensor(x)
    newshape = (newshape,) if isinstance(newshape, int) else newshape
    return jnp.reshape(x, tuple(_size(x, i, new) for i, new in enumerate(newshape)))


def _size(x: Tensor, axis: int, wanted: Any) -> Any:
    if wanted is None:
        return x.shape[axis]
    return wanted if hasattr(wanted, "scope") else int(wanted)


@op
def ravel(x: Tensor) -> Tensor:
    """Return the numbers along one axis.

    Args:
        x: a tensor.
    """
    return jnp.ravel(tensor(x))


@op
def transpose(x: Tensor, axes: Sequence[int] | None = None) -> Tensor:
    """Return the tensor with its axes in another order.

    Args:
        x: a tensor.
        axes: which axis comes first, second...; the reverse order if None.

    Example:
        >>> from deepkit import ops
        >>> ops.transpose(ops.ones((2, 3, 4)), (0, 2, 1)).shape
        (2, 4, 3)
    """
    return jnp.transpose(tensor(x), axes)


@op
def swapaxes(x: Tensor, axis1: int, axis2: int) -> Tensor:
    """Return the tensor with two axes exchanged.

    Args:
        x: a tensor.
        axis1: one of them.
        axis2: the other.
    """
    return jnp.swapaxes(tensor(x), axis1, axis2)


@op
def moveaxis(x: Tensor, source: Any, destination: Any) -> Tensor:
    """Return the tensor with axes moved; the others keep their order.

    Args:
        x: a tensor.
        source: the axis or axes that move.
        destination: where each of them goes.

    Example:
        >>> from deepkit import ops
        >>> ops.moveaxis(ops.ones((2, 3, 4)), 0, -1).shape
        (3, 4, 2)
    """
    return jnp.moveaxis(tensor(x), source, destination)


@op
def expand_dims(x: Tensor, axis: Any) -> Tensor:
    """Return the tensor with a new axis of size 1.

    Args:
        x: a tensor.
        axis: its position, or several.
    """
    return jnp.expand_dims(tensor(x), axis)


@op
def squeeze(x: Tensor, axis: Axis = None) -> Tensor:
    """Return the tensor without axes of size 1.

    Args:
        x: a tensor.
        axis: which; all of size 1 if None.
    """
    x = tensor(x)
    if axis is None:  # an open axis may be of size 1 at times, and stays
        axis = tuple(i for i, n in enumerate(x.shape) if isinstance(n, int) and n == 1)
    return jnp.squeeze(x, tuple(axis) if isinstance(axis, list) else axis)


@op
def broadcast_to(x: Tensor, shape: Shape) -> Tensor:
    """Return the tensor repeated along axes of size 1, up to a shape.

    Args:
        x: a tensor.
        shape: the shape wanted.
    """
    return jnp.broadcast_to(tensor(x), shape)


@op
def tile(x: Tensor, repeats: Any) -> Tensor:
    """Return copies of the tensor beside each other.

    Args:
        x: a tensor.
        repeats: how many copies along each axis.

    Example:
        >>> from deepkit import ops
        >>> ops.tile([1, 2], 2).tolist()
        [1, 2, 1, 2]
    """
    return jnp.tile(tensor(x), repeats)


@op
def repeat(x: Tensor, repeats: Any, axis: int | None = None) -> Tensor:
    """Return the tensor with each element repeated in place.

    Args:
        x: a tensor.
        repeats: how often; one number, or one for each element along `axis`.
        axis: the axis that grows; the tensor is flattened if None.

    Example:
        >>> from deepkit import ops
        >>> ops.repeat([1, 2], 2).tolist()
        [1, 1, 2, 2]
    """
    repeats = np.asarray(repeats) if isinstance(repeats, (list, tuple)) else repeats
    return jnp.repeat(tensor(x), repeats, axis)


@op
def flip(x: Tensor, axis: Axis = None) -> Tensor:
    """Return the tensor with the order along axes reversed.

    Args:
        x: a tensor.
        axis: which; all if None.
    """
    return jnp.flip(tensor(x), axis)


@op
def fliplr(x: Tensor) -> Tensor:
    """Return the tensor with the order along the second axis reversed.

    Args:
        x: a tensor of two axes or more.
    """
    return jnp.fliplr(tensor(x))


@op
def flipud(x: Tensor) -> Tensor:
    """Return the tensor with the order along the first axis reversed.

    Args:
        x: a tensor.
    """
    return jnp.flipud(tensor(x))


@op
def roll(x: Tensor, shift: Any, axis: Any = None) -> Tensor:
    """Return the tensor shifted; what leaves at the end comes back at the start.

    Args:
        x: a tensor.
        shift: how many places.
        axis: along which axis or axes; along the flattened tensor if None.

    Example:
        >>> from deepkit import ops
        >>> ops.roll([1, 2, 3], 1).tolist()
        [3, 1, 2]
    """
    return jnp.roll(tensor(x), shift, axis)


@op
def rot90(array: Tensor, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Tensor:
    """Return the tensor turned by right angles, from the first axis towards the second.

    Args:
        array: a tensor of two axes or more.
        k: how many right angles.
        axes: the plane that is turned.
    """
    return jnp.rot90(jnp.asarray(array), k, axes)


@op
def pad(
    x: Tensor, pad_width: Any, mode: str = "constant", constant_values: Tensor = None
) -> Tensor:
    """Return the tensor with a border.

    Args:
        x: a tensor.
        pad_width: how much before and after: one number, one pair, or a pair for each axis.
        mode: `"constant"`, `"reflect"`, `"symmetric"`, `"edge"`, `"wrap"`...: what the border is
            filled with.
        constant_values: the number for mode `"constant"`; zero if None.

    Raises:
        ValueError: if `constant_values` is given for another mode.

    Example:
        >>> from deepkit import ops
        >>> ops.pad([1, 2], (1, 2)).tolist()
        [0, 1, 2, 0, 0]
    """
    x = tensor(x)
    if mode != "constant":
        if constant_values is not None:
            raise ValueError(f"`constant_values` is for mode 'constant', got mode {mode!r}.")
        return jnp.pad(x, pad_width, mode=mode)
    fill = 0 if constant_values is None else constant_values
    return jnp.pad(x, pad_width, constant_values=jnp.asarray(fill, x.dtype))
