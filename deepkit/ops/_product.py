"""Products of tensors, and what is read off matrices: diagonals, traces, correlations."""

from typing import Any

import jax.numpy as jnp

from deepkit.backend import op
from deepkit.ops._promotion import floating, tensor, together, together_floating
from deepkit.typing import Tensor


@op(operator="matmul")
def matmul(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the product of matrices; leading axes are broadcast.

    Args:
        x1: matrices, in the last two axes; or a vector, a row then.
        x2: matrices, in the last two axes; or a vector, a column then.

    Example:
        >>> from deepkit import ops
        >>> ops.matmul([[1, 2], [3, 4]], [1, 1]).tolist()
        [3, 7]
    """
    return jnp.matmul(*together(x1, x2))


@op
def dot(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the sum product over the last axis of `x1` and the last but one of `x2`.

    Args:
        x1: a tensor.
        x2: a tensor; a vector's only axis is summed over.
    """
    return jnp.dot(*together(x1, x2))


@op
def tensordot(x1: Tensor, x2: Tensor, axes: Any = 2) -> Tensor:
    """Return the sum product over chosen axes.

    Args:
        x1: a tensor.
        x2: a tensor.
        axes: how many last axes of `x1` and first ones of `x2`; or a pair of lists of axes.

    Example:
        >>> from deepkit import ops
        >>> int(ops.tensordot([[1, 2], [3, 4]], [[0, 1], [1, 0]]))
        5
    """
    return jnp.tensordot(*together(x1, x2), axes=axes)


@op
def einsum(subscripts: str, *operands: Tensor, **kwargs: Any) -> Tensor:
    """Return the sum of products that a formula of axis names describes.

    Args:
        subscripts: such as `"bij,bjk->bik"`: an axis that the result does not name is summed.
        *operands: tensors.
        **kwargs: `optimize` and `precision` of `jax.numpy.einsum`.

    Example:
        >>> from deepkit import ops
        >>> ops.einsum("ij,ij->i", [[1, 2], [3, 4]], [[0, 1], [1, 0]]).tolist()
        [2, 3]
    """
    return jnp.einsum(subscripts, *together(*operands), **kwargs)


@op
def inner(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the sum product over the last axes.

    Args:
        x1: a tensor.
        x2: a tensor.
    """
    return jnp.inner(*together(x1, x2))


@op
def outer(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the products of each number of `x1` with each of `x2`.

    Args:
        x1: numbers, flattened.
        x2: numbers, flattened.
    """
    return jnp.outer(*together(x1, x2))


@op
def vdot(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the sum of the products; complex numbers of `x1` are conjugated.

    Args:
        x1: numbers, flattened.
        x2: numbers, flattened.
    """
    return jnp.vdot(*together(x1, x2))


@op
def kron(x1: Tensor, x2: Tensor) -> Tensor:
    """Return the Kronecker product: a copy of `x2` for each number of `x1`, times it.

    Args:
        x1: a tensor.
        x2: a tensor.
    """
    return jnp.kron(*together(x1, x2))


@op
def cross(
    x1: Tensor,
    x2: Tensor,
    axisa: int = -1,
    axisb: int = -1,
    axisc: int = -1,
    axis: int | None = None,
) -> Tensor:
    """Return the cross product: the vector perpendicular to both.

    Args:
        x1: vectors of 2 or 3 numbers.
        x2: vectors of 2 or 3 numbers.
        axisa: the axis of the vectors of `x1`.
        axisb: the axis of the vectors of `x2`.
        axisc: the axis of the vectors of the result.
        axis: all three at once.
    """
    x1, x2 = together(x1, x2)
    return jnp.cross(x1, x2, axisa, axisb, axisc, axis)


@op
def trace(x: Tensor, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """Return the sums of the diagonals.

    Args:
        x: matrices.
        offset: which diagonal: 0 the main one, positive ones above it.
        axis1: the axis of the rows.
        axis2: the axis of the columns.
    """
    x = tensor(x)
    x = x.astype("int32") if x.dtype == bool else x
    return jnp.trace(x, offset, axis1, axis2)


@op
def diagonal(x: Tensor, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """Return the diagonals, along a new last axis.

    Args:
        x: matrices.
        offset: which diagonal: 0 the main one, positive ones above it.
        axis1: the axis of the rows.
        axis2: the axis of the columns.
    """
    return jnp.diagonal(tensor(x), offset, axis1, axis2)


@op
def cdist(x: Tensor, y: Tensor) -> Tensor:
    """Return the Euclidean distances between each row of `x` and each of `y`.

    Args:
        x: points, `(..., n, dimensions)`.
        y: points, `(..., m, dimensions)`.

    Example:
        >>> from deepkit import ops
        >>> ops.cdist([[0.0, 0.0]], [[3.0, 4.0]]).tolist()
        [[5.0]]
    """
    x, y = together_floating(x, y)
    squares = jnp.sum(jnp.square(x[..., :, None, :] - y[..., None, :, :]), axis=-1)
    zero = squares == 0
    # The root has no gradient at zero: a point is at distance zero from itself.
    return jnp.where(zero, 0.0, jnp.sqrt(jnp.where(zero, 1.0, squares)))


@op
def corrcoef(x: Tensor) -> Tensor:
    """Return the correlations between the rows.

    Args:
        x: a variable in each row, an observation in each column.
    """
    return jnp.corrcoef(floating(x))


@op
def correlate(x1: Tensor, x2: Tensor, mode: str = "valid") -> Tensor:
    """Return the sums of products of `x1` with `x2` shifted along it.

    Args:
        x1: a vector.
        x2: a vector.
        mode: `"valid"`: where they overlap fully; `"same"`: as long as the longer; `"full"`.
    """
    return jnp.correlate(*together_floating(x1, x2), mode=mode)
