"""Order: sorting, the places of extremes, the best few, quantiles, searching."""

from typing import Any

import jax.numpy as jnp
from jax import lax

from deepkit.backend import op
from deepkit.ops._promotion import floating, tensor, together, wide
from deepkit.typing import Tensor


@op
def sort(x: Tensor, axis: int | None = -1) -> Tensor:
    """Return the numbers in rising order along an axis.

    Args:
        x: numbers.
        axis: the axis; that of the flattened numbers if None.
    """
    return jnp.sort(tensor(x), axis=axis)


@op
def argsort(x: Tensor, axis: int | None = -1) -> Tensor:
    """Return the places of the numbers in rising order; equal ones keep their order.

    Args:
        x: numbers.
        axis: the axis; that of the flattened numbers if None.

    Example:
        >>> from deepkit import ops
        >>> ops.argsort([3, 1, 2]).tolist()
        [1, 2, 0]
    """
    x = tensor(x)
    return jnp.argsort(x.ravel() if axis is None else x, axis=-1 if axis is None else axis)


@op
def argpartition(x: Tensor, kth: int, axis: int = -1) -> Tensor:
    """Return places such that the number at `kth` is where sorting would put it.

    Those before it are not larger, those after it not smaller.

    Args:
        x: numbers.
        kth: the place that is sorted.
        axis: the axis.
    """
    return jnp.argpartition(tensor(x), kth, axis)


@op
def argmax(x: Tensor, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Return the place of the largest number; of the first if several are equal.

    Args:
        x: numbers.
        axis: the axis; that of the flattened numbers if None.
        keepdims: whether that axis stays, with size 1.

    Example:
        >>> from deepkit import ops
        >>> ops.argmax([[1, 3], [4, 2]], axis=1).tolist()
        [1, 0]
    """
    return jnp.argmax(tensor(x), axis, keepdims=keepdims)


@op
def argmin(x: Tensor, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Return the place of the smallest number; of the first if several are equal.

    Args:
        x: numbers.
        axis: the axis; that of the flattened numbers if None.
        keepdims: whether that axis stays, with size 1.
    """
    return jnp.argmin(tensor(x), axis, keepdims=keepdims)


@op
def top_k(x: Tensor, k: int, sorted: bool = True) -> tuple[Tensor, Tensor]:
    """Return the `k` largest numbers along the last axis, and their places.

    Args:
        x: numbers.
        k: how many.
        sorted: without effect: they come in falling order anyway.

    Example:
        >>> from deepkit import ops
        >>> [x.tolist() for x in ops.top_k([1, 5, 3], 2)]
        [[5, 3], [1, 2]]
    """
    del sorted
    values, places = lax.top_k(tensor(x), k)
    return values, places


@op
def in_top_k(targets: Tensor, predictions: Tensor, k: int) -> Tensor:
    """Return whether fewer than `k` scores are above that of the target.

    Args:
        targets: the place of the right class, `(batch,)`.
        predictions: the scores of the classes, `(batch, classes)`.
        k: how many classes count as the top.

    Example:
        >>> from deepkit import ops
        >>> ops.in_top_k([0, 2], [[0.5, 0.3, 0.2], [0.5, 0.3, 0.2]], 2).tolist()
        [True, False]
    """
    targets, predictions = tensor(targets), tensor(predictions)
    score = jnp.take_along_axis(predictions, targets[..., None].astype("int32"), axis=-1)
    above = jnp.sum(predictions > score, axis=-1, dtype="int32")
    return (above < k) & jnp.isfinite(score[..., 0])


@op
def searchsorted(sorted_sequence: Tensor, values: Tensor, side: str = "left") -> Tensor:
    """Return where the values would have to be put in to keep the order.

    Args:
        sorted_sequence: a vector in rising order.
        values: numbers.
        side: `"left"` for before equal numbers, `"right"` for after them.

    Example:
        >>> from deepkit import ops
        >>> ops.searchsorted([1, 3, 5], [3, 4]).tolist()
        [1, 2]
    """
    sequence, values = (jnp.asarray(x) for x in together(sorted_sequence, values))
    return jnp.searchsorted(sequence, values, side=side)


@op
def digitize(x: Tensor, bins: Tensor) -> Tensor:
    """Return the number of the bin that each number falls into.

    Args:
        x: numbers.
        bins: the bounds of the bins in rising order; bin 0 lies below the first.

    Example:
        >>> from deepkit import ops
        >>> ops.digitize([-1.0, 0.5, 2.0], [0.0, 1.0]).tolist()
        [0, 1, 2]
    """
    x, bins = (jnp.asarray(v) for v in together(x, bins))
    return jnp.digitize(x, bins)


@op
def median(x: Tensor, axis: Any = None, keepdims: bool = False) -> Tensor:
    """Return the number in the middle of the order; the mean of the two if there are two.

    Args:
        x: numbers.
        axis: the axis or axes reduced; all if None.
        keepdims: whether those axes stay, with size 1.
    """
    return quantile(x, 0.5, axis=axis, keepdims=keepdims)


@op
def quantile(
    x: Tensor, q: Tensor, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Tensor:
    """Return the numbers below which these parts of all numbers lie.

    Args:
        x: numbers.
        q: parts between 0 and 1; those of a vector come along a new first axis.
        axis: the axis or axes reduced; all if None.
        method: between two numbers: `"linear"`, `"lower"`, `"higher"`, `"midpoint"`, `"nearest"`.
        keepdims: whether those axes stay, with size 1.

    Example:
        >>> from deepkit import ops
        >>> ops.quantile([1, 2, 3, 4], [0.0, 0.5]).tolist()
        [1.0, 2.5]
    """
    return _quantile(jnp.quantile, x, q, axis, method, keepdims)


@op
def percentile(
    x: Tensor, q: Tensor, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Tensor:
    """Return the numbers below which these percentages of all numbers lie.

    Args:
        x: numbers.
        q: percentages between 0 and 100; those of a vector come along a new first axis.
        axis: the axis or axes reduced; all if None.
        method: between two numbers: `"linear"`, `"lower"`, `"higher"`, `"midpoint"`, `"nearest"`.
        keepdims: whether those axes stay, with size 1.
    """
    return _quantile(jnp.percentile, x, q, axis, method, keepdims)


@op
def nanquantile(
    x: Tensor, q: Tensor, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Tensor:
    """Return the quantiles of the numbers that are not NaN.

    Args:
        x: numbers.
        q: parts between 0 and 1; those of a vector come along a new first axis.
        axis: the axis or axes reduced; all if None.
        method: between two numbers: `"linear"`, `"lower"`, `"higher"`, `"midpoint"`, `"nearest"`.
        keepdims: whether those axes stay, with size 1.
    """
    return _quantile(jnp.nanquantile, x, q, axis, method, keepdims)


@op
def nanpercentile(
    x: Tensor, q: Tensor, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Tensor:
    """Return the percentiles of the numbers that are not NaN.

    Args:
        x: numbers.
        q: percentages between 0 and 100; those of a vector come along a new first axis.
        axis: the axis or axes reduced; all if None.
        method: between two numbers: `"linear"`, `"lower"`, `"higher"`, `"midpoint"`, `"nearest"`.
        keepdims: whether those axes stay, with size 1.
    """
    return _quantile(jnp.nanpercentile, x, q, axis, method, keepdims)


def _quantile(rule: Any, x: Tensor, q: Tensor, axis: Any, method: str, keepdims: bool) -> Tensor:
    dtype, x = floating(x).dtype, wide(x)
    axis = tuple(axis) if isinstance(axis, list) else axis
    q = jnp.asarray(q, x.dtype)
    return rule(x, q, axis=axis, method=method, keepdims=keepdims).astype(dtype)
