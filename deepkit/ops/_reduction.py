"""Many numbers to one: sums, means, extremes, along axes."""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from deepkit.backend import op
from deepkit.ops._promotion import floating, tensor, together_floating, wide
from deepkit.typing import Tensor

Axis = int | Sequence[int] | None


@op
def sum(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the sum; that of booleans counts the true ones.

    Args:
        x: numbers.
        axis: the axis or axes summed over; all if None.
        keepdims: whether those axes stay, with size 1.

    Example:
        >>> from deepkit import ops
        >>> ops.sum([[1, 2], [3, 4]], axis=0).tolist()
        [4, 6]
    """
    return jnp.sum(tensor(x), axis=_axes(axis), keepdims=keepdims)


@op
def prod(x: Tensor, axis: Axis = None, keepdims: bool = False, dtype: Any = None) -> Tensor:
    """Return the product.

    Args:
        x: numbers.
        axis: the axis or axes multiplied over; all if None.
        keepdims: whether those axes stay, with size 1.
        dtype: the dtype of the result.
    """
    return jnp.prod(tensor(x), axis=_axes(axis), keepdims=keepdims, dtype=dtype)


@op
def mean(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the arithmetic mean, as a float; half precision is summed in float32.

    Args:
        x: numbers.
        axis: the axis or axes averaged over; all if None.
        keepdims: whether those axes stay, with size 1.

    Example:
        >>> from deepkit import ops
        >>> ops.mean([[1, 2], [3, 4]], axis=1).tolist()
        [1.5, 3.5]
    """
    return jnp.mean(floating(x), axis=_axes(axis), keepdims=keepdims)


@op
def var(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the variance, `mean((x - mean(x))**2)`.

    Args:
        x: numbers.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    dtype = floating(x).dtype
    return jnp.var(wide(x), axis=_axes(axis), keepdims=keepdims).astype(dtype)


@op
def std(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the standard deviation, the square root of the variance.

    Args:
        x: numbers.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    dtype = floating(x).dtype
    return jnp.std(wide(x), axis=_axes(axis), keepdims=keepdims).astype(dtype)


@op
def max(
    x: Tensor, axis: Axis = None, keepdims: bool = False, initial: float | None = None
) -> Tensor:
    """Return the largest number; NaN if one is NaN.

    Args:
        x: numbers.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
        initial: the least that is returned; needed where there may be no number at all.

    Example:
        >>> from deepkit import ops
        >>> ops.max([[1, 2], [3, 4]], axis=1, keepdims=True).tolist()
        [[2], [4]]
    """
    return jnp.max(tensor(x), axis=_axes(axis), keepdims=keepdims, initial=initial)


@op
def min(
    x: Tensor, axis: Axis = None, keepdims: bool = False, initial: float | None = None
) -> Tensor:
    """Return the smallest number; NaN if one is NaN.

    Args:
        x: numbers.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
        initial: the most that is returned; needed where there may be no number at all.
    """
    return jnp.min(tensor(x), axis=_axes(axis), keepdims=keepdims, initial=initial)


@op
def amax(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the largest number; NaN if one is NaN.

    Args:
        x: numbers.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    return jnp.max(tensor(x), axis=_axes(axis), keepdims=keepdims)


@op
def amin(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the smallest number; NaN if one is NaN.

    Args:
        x: numbers.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    return jnp.min(tensor(x), axis=_axes(axis), keepdims=keepdims)


@op
def ptp(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the largest number minus the smallest.

    Args:
        x: numbers.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    return jnp.ptp(tensor(x), axis=_axes(axis), keepdims=keepdims)


@op
def all(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return whether all are true.

    Args:
        x: truth values; numbers count as true unless zero.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    return jnp.all(tensor(x), axis=_axes(axis), keepdims=keepdims)


@op
def any(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return whether at least one is true.

    Args:
        x: truth values; numbers count as true unless zero.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    return jnp.any(tensor(x), axis=_axes(axis), keepdims=keepdims)


@op
def count_nonzero(x: Tensor, axis: Axis = None) -> Tensor:
    """Return how many numbers are not zero.

    Args:
        x: numbers.
        axis: the axis or axes counted over; all if None.
    """
    return jnp.sum(tensor(x).astype(bool), axis=_axes(axis), dtype="int32")


@op
def logsumexp(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return `log(sum(exp(x)))`, without overflow on the way.

    Args:
        x: real numbers.
        axis: the axis or axes summed over; all if None.
        keepdims: whether those axes stay, with size 1.

    Example:
        >>> from deepkit import ops
        >>> float(ops.logsumexp([1000.0, 1000.0]))
        1000.693
    """
    return jax.nn.logsumexp(floating(x), axis=_axes(axis), keepdims=keepdims)


@op
def average(x: Tensor, axis: Axis = None, weights: Tensor = None) -> Tensor:
    """Return the mean in which each number counts by its weight.

    Args:
        x: numbers.
        axis: the axis or axes averaged over; all if None.
        weights: as many as numbers, or as many as `x` is long along `axis`; equal if None.

    Example:
        >>> from deepkit import ops
        >>> float(ops.average([1.0, 5.0], weights=[3, 1]))
        2.0
    """
    if weights is None:
        return jnp.mean(floating(x), axis=_axes(axis))
    x, weights = together_floating(x, weights)
    return jnp.average(x, axis=_axes(axis), weights=weights)


@op
def moments(
    x: Tensor, axes: Axis, keepdims: bool = False, synchronized: bool = False
) -> tuple[Tensor, Tensor]:
    """Return the mean and the variance; half precision is computed in float32.

    Args:
        x: numbers.
        axes: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
        synchronized: without effect: a sharded computation is over the whole batch anyway.

    Example:
        >>> from deepkit import ops
        >>> [x.tolist() for x in ops.moments([1.0, 3.0], axes=[0])]
        [2.0, 1.0]
    """
    del synchronized
    dtype = floating(x).dtype
    x = wide(x)
    mean = jnp.mean(x, axis=_axes(axes), keepdims=True)
    variance = jnp.var(x, axis=_axes(axes), keepdims=keepdims)
    mean = mean if keepdims else jnp.squeeze(mean, _axes(axes))
    return _held(mean, dtype), _held(variance, dtype)


@op
def cumsum(x: Tensor, axis: int | None = None, dtype: Any = None) -> Tensor:
    """Return the sums of the numbers up to each.

    Args:
        x: numbers.
        axis: the axis summed along; that of the flattened numbers if None.
        dtype: the dtype of the result.

    Example:
        >>> from deepkit import ops
        >>> ops.cumsum([1, 2, 3]).tolist()
        [1, 3, 6]
    """
    return jnp.cumsum(tensor(x), axis=axis, dtype=dtype)


@op
def cumprod(x: Tensor, axis: int | None = None, dtype: Any = None) -> Tensor:
    """Return the products of the numbers up to each.

    Args:
        x: numbers.
        axis: the axis multiplied along; that of the flattened numbers if None.
        dtype: the dtype of the result.
    """
    return jnp.cumprod(tensor(x), axis=axis, dtype=dtype)


@op
def diff(a: Tensor, n: int = 1, axis: int = -1) -> Tensor:
    """Return the differences between neighbors.

    Args:
        a: numbers.
        n: how many times differences are taken.
        axis: the axis along which neighbors lie.
    """
    return jnp.diff(tensor(a), n, axis)


@op
def trapezoid(y: Tensor, x: Tensor = None, dx: float = 1.0, axis: int = -1) -> Tensor:
    """Return the integral of a curve given by points, by the trapezoidal rule.

    Args:
        y: heights of the points.
        x: places of the points; evenly spaced if None.
        dx: the space between them if `x` is None.
        axis: the axis along which the points lie.
    """
    if x is None:
        return jnp.trapezoid(floating(y), dx=dx, axis=axis)
    y, x = together_floating(y, x)
    return jnp.trapezoid(y, x, axis=axis)


def _axes(axis: Axis) -> Any:
    return tuple(axis) if isinstance(axis, list) else axis


def _held(x: Tensor, dtype: Any) -> Tensor:
    """Return `x` in a dtype of less range: infinity would poison the running averages."""
    if dtype == "float16":
        largest = jnp.finfo(dtype).max.astype(x.dtype)
        x = jnp.clip(x, -largest, largest)
    return x.astype(dtype)
