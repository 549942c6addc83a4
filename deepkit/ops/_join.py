"""Tensors joined and cut: along an axis they have, or a new one."""

from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp
from jax import lax

from deepkit.backend import op
from deepkit.errors import ShapeError
from deepkit.ops._promotion import tensor, together
from deepkit.typing import Tensor


@op
def concatenate(xs: Sequence[Tensor], axis: int | None = 0) -> Tensor:
    """Return the tensors joined along an axis.

    Args:
        xs: tensors of equal sizes but along `axis`.
        axis: the axis along which they are joined.

    Example:
        >>> from deepkit import ops
        >>> ops.concatenate([[1, 2], [3]]).tolist()
        [1, 2, 3]
    """
    return jnp.concatenate(_same(xs), axis)


@op
def stack(x: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Return the tensors joined along a new axis.

    Args:
        x: tensors of equal shape.
        axis: the position of the new axis.

    Example:
        >>> from deepkit import ops
        >>> ops.stack([[1, 2], [3, 4]], axis=1).tolist()
        [[1, 3], [2, 4]]
    """
    return jnp.stack(_same(x), axis)


@op
def hstack(xs: Sequence[Tensor]) -> Tensor:
    """Return the tensors joined along the second axis; the first if they have one only.

    Args:
        xs: tensors.
    """
    return jnp.hstack(_same(xs))


@op
def vstack(xs: Sequence[Tensor]) -> Tensor:
    """Return the tensors joined along the first axis; vectors count as rows.

    Args:
        xs: tensors.
    """
    return jnp.vstack(_same(xs))


@op
def dstack(xs: Sequence[Tensor]) -> Tensor:
    """Return the tensors joined along the third axis.

    Args:
        xs: tensors.
    """
    return jnp.dstack(_same(xs))


@op
def append(x1: Tensor, x2: Tensor, axis: int | None = None) -> Tensor:
    """Return `x2` joined to the end of `x1`.

    Args:
        x1: a tensor.
        x2: a tensor of equal sizes but along `axis`.
        axis: the axis along which they are joined; both are flattened if None.
    """
    x1, x2 = _same([x1, x2])
    return jnp.append(x1, x2, axis)


@op
def unstack(x: Tensor, num: int | None = None, axis: int = 0) -> list[Tensor]:
    """Return the list of the slices along an axis.

    Args:
        x: a tensor.
        num: how many there are; read off the shape if None.
        axis: the axis that disappears.

    Raises:
        ShapeError: if the axis is open and `num` is None.

    Example:
        >>> from deepkit import ops
        >>> [part.tolist() for part in ops.unstack([[1, 2], [3, 4]])]
        [[1, 2], [3, 4]]
    """
    x = tensor(x)
    count = num if num is not None else x.shape[axis]
    if not isinstance(count, int):
        raise ShapeError(f"Axis {axis} is open: give `num`, the number of slices along it.")
    return [lax.index_in_dim(x, i, axis, keepdims=False) for i in range(count)]


@op
def split(x: Tensor, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    """Return the list of pieces along an axis.

    Args:
        x: a tensor.
        indices_or_sections: how many equal pieces, or where the later ones begin.
        axis: the axis that is cut.

    Example:
        >>> from deepkit import ops
        >>> [piece.tolist() for piece in ops.split([1, 2, 3], [1])]
        [[1], [2, 3]]
    """
    return jnp.split(tensor(x), _cuts(indices_or_sections), axis)


@op
def array_split(x: Tensor, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    """Return the list of pieces along an axis; the first ones may be longer by one.

    Args:
        x: a tensor.
        indices_or_sections: how many pieces, or where the later ones begin.
        axis: the axis that is cut.
    """
    return jnp.array_split(tensor(x), _cuts(indices_or_sections), axis)


@op
def hsplit(x: Tensor, indices_or_sections: Any) -> list[Tensor]:
    """Return the list of pieces along the second axis; the first if there is one only.

    Args:
        x: a tensor.
        indices_or_sections: how many equal pieces, or where the later ones begin.
    """
    return jnp.hsplit(tensor(x), _cuts(indices_or_sections))


@op
def vsplit(x: Tensor, indices_or_sections: Any) -> list[Tensor]:
    """Return the list of pieces along the first axis.

    Args:
        x: a tensor.
        indices_or_sections: how many equal pieces, or where the later ones begin.
    """
    return jnp.vsplit(tensor(x), _cuts(indices_or_sections))


@op
def dsplit(x: Tensor, indices_or_sections: Any) -> list[Tensor]:
    """Return the list of pieces along the third axis.

    Args:
        x: a tensor.
        indices_or_sections: how many equal pieces, or where the later ones begin.
    """
    return jnp.dsplit(tensor(x), _cuts(indices_or_sections))


def _same(xs: Any) -> list[Tensor]:
    """Return tensors of one dtype; a tensor stands for the list of its slices."""
    return [jnp.asarray(x) for x in together(*xs)]


def _cuts(places: Any) -> Any:
    return places if isinstance(places, int) else list(places)
