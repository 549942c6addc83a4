"""Tensors made of nothing: constants, ranges, grids, triangles."""

from typing import Any

import jax.numpy as jnp

from deepkit.backend import filled, floatx, op, standardize_dtype
from deepkit.ops._promotion import common_dtype, floating, tensor, together
from deepkit.typing import Shape, Tensor


def zeros(shape: Shape, dtype: Any = None) -> Tensor:
    """Return zeros.

    Args:
        shape: sizes of the axes.
        dtype: the floatx if None.
    """
    return filled(shape, 0, standardize_dtype(dtype))


def ones(shape: Shape, dtype: Any = None) -> Tensor:
    """Return ones.

    Args:
        shape: sizes of the axes.
        dtype: the floatx if None.
    """
    return filled(shape, 1, standardize_dtype(dtype))


def empty(shape: Shape, dtype: Any = None) -> Tensor:
    """Return a tensor whose numbers do not matter; they are zeros.

    Args:
        shape: sizes of the axes.
        dtype: the floatx if None.
    """
    return zeros(shape, dtype)


@op
def full(shape: Shape, fill_value: Tensor, dtype: Any = None) -> Tensor:
    """Return one number everywhere.

    Args:
        shape: sizes of the axes.
        fill_value: the number; or a tensor that is broadcast to the shape.
        dtype: the floatx if None.
    """
    return jnp.full(shape, tensor(fill_value), standardize_dtype(dtype))


@op
def zeros_like(x: Tensor, dtype: Any = None) -> Tensor:
    """Return zeros in the shape of another tensor.

    Args:
        x: a tensor.
        dtype: that of `x` if None.
    """
    return _filled_like(x, 0, dtype)


@op
def ones_like(x: Tensor, dtype: Any = None) -> Tensor:
    """Return ones in the shape of another tensor.

    Args:
        x: a tensor.
        dtype: that of `x` if None.
    """
    return _filled_like(x, 1, dtype)


@op
def empty_like(x: Tensor, dtype: Any = None) -> Tensor:
    """Return a tensor in the shape of another, whose numbers do not matter; they are zeros.

    Args:
        x: a tensor.
        dtype: that of `x` if None.
    """
    return _filled_like(x, 0, dtype)


@op
def full_like(x: Tensor, fill_value: Tensor, dtype: Any = None) -> Tensor:
    """Return one number everywhere, in the shape of another tensor.

    Args:
        x: a tensor.
        fill_value: the number.
        dtype: that of `x` if None.
    """
    if type(fill_value) in (int, float):
        return _filled_like(x, fill_value, dtype)
    x = tensor(x)
    return jnp.full_like(x, jnp.asarray(fill_value), dtype and standardize_dtype(dtype))


def _filled_like(x: Tensor, value: float, dtype: Any) -> Tensor:
    x = tensor(x)
    if x.weak_type and dtype is None:
        return jnp.full_like(x, value)
    return filled(x.shape, value, x.dtype if dtype is None else standardize_dtype(dtype))


def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Tensor:
    """Return evenly spaced numbers from `start` up to, but not with, `stop`.

    Args:
        start: the first; the end if it stands alone, and the first is zero.
        stop: the end.
        step: the space between them; 1 if None.
        dtype: int32 if all are whole numbers, the floatx otherwise.

    Example:
        >>> from deepkit import ops
        >>> ops.arange(1, 7, 2).tolist()
        [1, 3, 5]
    """
    if dtype is None:
        given = [n for n in (start, stop, step) if n is not None]
        dtype = standardize_dtype(common_dtype(*map(tensor, given)))
        dtype = floatx() if dtype == "float32" else dtype
    return jnp.arange(start, stop, step, dtype=standardize_dtype(dtype))


@op
def linspace(
    start: Tensor,
    stop: Tensor,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """Return `num` evenly spaced numbers from `start` to `stop`.

    Args:
        start: the first.
        stop: the last.
        num: how many.
        endpoint: whether `stop` is one of them.
        retstep: whether the space between them is returned too.
        dtype: that of the ends, or the floatx.
        axis: the position of the new axis if the ends are tensors.

    Example:
        >>> from deepkit import ops
        >>> ops.linspace(0, 1, 3).tolist()
        [0.0, 0.5, 1.0]
    """
    start, stop = together(floating(start), floating(stop))
    dtype = dtype and standardize_dtype(dtype)
    return jnp.linspace(start, stop, num, endpoint, retstep, dtype, axis=axis)


@op
def logspace(
    start: Tensor,
    stop: Tensor,
    num: int = 50,
    endpoint: bool = True,
    base: float = 10,
    dtype: Any = None,
    axis: int = 0,
) -> Tensor:
    """Return `num` numbers from `base**start` to `base**stop` with equal ratios.

    Args:
        start: the exponent of the first.
        stop: the exponent of the last.
        num: how many.
        endpoint: whether the last is one of them.
        base: the base.
        dtype: that of the ends, or the floatx.
        axis: the position of the new axis if the ends are tensors.
    """
    start, stop = together(floating(start), floating(stop))
    dtype = dtype and standardize_dtype(dtype)
    return jnp.logspace(start, stop, num, endpoint, base, dtype, axis=axis)


@op
def geomspace(
    start: Tensor,
    stop: Tensor,
    num: int = 50,
    endpoint: bool = True,
    dtype: Any = None,
    axis: int = 0,
) -> Tensor:
    """Return `num` numbers from `start` to `stop` with equal ratios.

    Args:
        start: the first.
        stop: the last.
        num: how many.
        endpoint: whether `stop` is one of them.
        dtype: that of the ends, or the floatx.
        axis: the position of the new axis if the ends are tensors.
    """
    start, stop = together(floating(start), floating(stop))
    dtype = dtype and standardize_dtype(dtype)
    return jnp.geomspace(start, stop, num, endpoint, dtype, axis=axis)


def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Tensor:  # noqa: N803
    """Return ones on a diagonal, zeros elsewhere.

    Args:
        N: the number of rows.
        M: the number of columns; that of rows if None.
        k: which diagonal: 0 the main one, positive ones above it.
        dtype: the floatx if None.

    Example:
        >>> from deepkit import ops
        >>> ops.eye(2, 3, k=1).tolist()
        [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    return jnp.eye(N, M, k, standardize_dtype(dtype))


def identity(n: int, dtype: Any = None) -> Tensor:
    """Return the identity matrix.

    Args:
        n: the number of rows and columns.
        dtype: the floatx if None.
    """
    return jnp.identity(n, standardize_dtype(dtype))


def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Tensor:  # noqa: N803
    """Return ones at and below a diagonal, zeros above it.

    Args:
        N: the number of rows.
        M: the number of columns; that of rows if None.
        k: which diagonal: 0 the main one, positive ones above it.
        dtype: the floatx if None.
    """
    return jnp.tri(N, M, k, standardize_dtype(dtype))


@op
def tril(x: Tensor, k: int = 0) -> Tensor:
    """Return the matrices with zeros above a diagonal.

    Args:
        x: matrices, in the last two axes.
        k: which diagonal: 0 the main one, positive ones above it.

    Example:
        >>> from deepkit import ops
        >>> ops.tril([[1, 2], [3, 4]]).tolist()
        [[1, 0], [3, 4]]
    """
    return jnp.tril(tensor(x), k)


@op
def triu(x: Tensor, k: int = 0) -> Tensor:
    """Return the matrices with zeros below a diagonal.

    Args:
        x: matrices, in the last two axes.
        k: which diagonal: 0 the main one, positive ones above it.
    """
    return jnp.triu(tensor(x), k)


@op
def diag(x: Tensor, k: int = 0) -> Tensor:
    """Return the matrix with a vector on its diagonal; or the diagonal of a matrix.

    Args:
        x: a vector or a matrix.
        k: which diagonal: 0 the main one, positive ones above it.
    """
    return jnp.diag(tensor(x), k)


@op
def diagflat(x: Tensor, k: int = 0) -> Tensor:
    """Return the matrix with the flattened numbers on its diagonal.

    Args:
        x: numbers.
        k: which diagonal: 0 the main one, positive ones above it.
    """
    return jnp.diagflat(tensor(x), k)


@op
def meshgrid(*x: Tensor, indexing: str = "xy") -> list[Tensor]:
    """Return the coordinates of the points of a grid.

    Args:
        *x: the places along each axis, vectors.
        indexing: `"xy"`: the first two axes exchanged, as in plots; `"ij"`: in order.

    Example:
        >>> from deepkit import ops
        >>> [axis.tolist() for axis in ops.meshgrid([1, 2], [3])]
        [[[1, 2]], [[3, 3]]]
    """
    return jnp.meshgrid(*map(tensor, x), indexing=indexing)


@op
def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:  # noqa: N803
    """Return the matrix of the powers of a vector, one power a column.

    Args:
        x: a vector.
        N: how many powers; as many as numbers if None.
        increasing: whether the powers rise from left to right.
    """
    return jnp.vander(tensor(x), N, increasing)
