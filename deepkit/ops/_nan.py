"""Reductions that pass over NaN: over what is missing."""

from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp

from deepkit.backend import op
from deepkit.ops._promotion import floating, tensor, wide
from deepkit.typing import Tensor

Axis = int | Sequence[int] | None


@op
def nansum(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the sum of the numbers that are not NaN.

    Args:
        x: numbers.
        axis: the axis or axes summed over; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    return jnp.nansum(tensor(x), axis=_axes(axis), keepdims=keepdims)


@op
def nanprod(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the product of the numbers that are not NaN.

    Args:
        x: numbers.
        axis: the axis or axes multiplied over; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    return jnp.nanprod(tensor(x), axis=_axes(axis), keepdims=keepdims)


@op
def nanmean(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the mean of the numbers that are not NaN; NaN if there are none.

    Args:
        x: numbers.
        axis: the axis or axes averaged over; all if None.
        keepdims: whether those axes stay, with size 1.

    Example:
        >>> from deepkit import ops
        >>> float(ops.nanmean([1.0, float("nan"), 3.0]))
        2.0
    """
    return jnp.nanmean(floating(x), axis=_axes(axis), keepdims=keepdims)


@op
def nanmax(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the largest of the numbers that are not NaN; NaN if there are none.

    Args:
        x: numbers.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    return jnp.nanmax(tensor(x), axis=_axes(axis), keepdims=keepdims)


@op
def nanmin(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the smallest of the numbers that are not NaN; NaN if there are none.

    Args:
        x: numbers.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    return jnp.nanmin(tensor(x), axis=_axes(axis), keepdims=keepdims)


@op
def nanmedian(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the median of the numbers that are not NaN; NaN if there are none.

    Args:
        x: numbers.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    return jnp.nanmedian(floating(x), axis=_axes(axis), keepdims=keepdims)


@op
def nanvar(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the variance of the numbers that are not NaN; NaN if there are none.

    Args:
        x: numbers.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    dtype = floating(x).dtype
    return jnp.nanvar(wide(x), axis=_axes(axis), keepdims=keepdims).astype(dtype)


@op
def nanstd(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Return the standard deviation of the numbers that are not NaN; NaN if there are none.

    Args:
        x: numbers.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    dtype = floating(x).dtype
    return jnp.nanstd(wide(x), axis=_axes(axis), keepdims=keepdims).astype(dtype)


@op
def nanargmax(x: Tensor, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Return the place of the largest number that is not NaN; -1 if there is none.

    Args:
        x: numbers.
        axis: the axis; that of the flattened numbers if None.
        keepdims: whether that axis stays, with size 1.
    """
    return jnp.nanargmax(tensor(x), axis, keepdims=keepdims)


@op
def nanargmin(x: Tensor, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Return the place of the smallest number that is not NaN; -1 if there is none.

    Args:
        x: numbers.
        axis: the axis; that of the flattened numbers if None.
        keepdims: whether that axis stays, with size 1.
    """
    return jnp.nanargmin(tensor(x), axis, keepdims=keepdims)


@op
def nancumsum(x: Tensor, axis: int | None = None, dtype: Any = None) -> Tensor:
    """Return the sums of the numbers up to each, NaN counting as 0.

    Args:
        x: numbers.
        axis: the axis summed along; that of the flattened numbers if None.
        dtype: the dtype of the result.
    """
    return jnp.nancumsum(tensor(x), axis=axis, dtype=dtype)


@op
def nancumprod(x: Tensor, axis: int | None = None, dtype: Any = None) -> Tensor:
    """Return the products of the numbers up to each, NaN counting as 1.

    Args:
        x: numbers.
        axis: the axis multiplied along; that of the flattened numbers if None.
        dtype: the dtype of the result.
    """
    return jnp.nancumprod(tensor(x), axis=axis, dtype=dtype)


def _axes(axis: Axis) -> Any:
    return tuple(axis) if isinstance(axis, list) else axis
