"""Groups: sums and extremes by group, counts, histograms, the different numbers there are."""

from typing import Any

import jax
import jax.numpy as jnp
from jax.core import Tracer

from deepkit.backend import op
from deepkit.ops._indexing import need_values, whole
from deepkit.ops._promotion import floating, tensor
from deepkit.typing import Tensor


@op
def segment_sum(
    data: Tensor, segment_ids: Tensor, num_segments: int | None = None, sorted: bool = False
) -> Tensor:
    """Return the sums of the rows of each group.

    Args:
        data: rows.
        segment_ids: the group of each row, from 0.
        num_segments: how many groups; found if None, which needs the values.
        sorted: whether the ids rise.

    Example:
        >>> from deepkit import ops
        >>> ops.segment_sum([1, 2, 3], [0, 1, 0]).tolist()
        [4, 2]
    """
    return _by_group(jax.ops.segment_sum, data, segment_ids, num_segments, sorted)


@op
def segment_prod(
    data: Tensor, segment_ids: Tensor, num_segments: int | None = None, sorted: bool = False
) -> Tensor:
    """Return the products of the rows of each group.

    Args:
        data: rows.
        segment_ids: the group of each row, from 0.
        num_segments: how many groups; found if None, which needs the values.
        sorted: whether the ids rise.
    """
    return _by_group(jax.ops.segment_prod, data, segment_ids, num_segments, sorted)


@op
def segment_max(
    data: Tensor, segment_ids: Tensor, num_segments: int | None = None, sorted: bool = False
) -> Tensor:
    """Return the largest numbers among the rows of each group; minus infinity if it has none.

    Args:
        data: rows.
        segment_ids: the group of each row, from 0.
        num_segments: how many groups; found if None, which needs the values.
        sorted: whether the ids rise.
    """
    return _by_group(jax.ops.segment_max, data, segment_ids, num_segments, sorted)


@op
def segment_min(
    data: Tensor, segment_ids: Tensor, num_segments: int | None = None, sorted: bool = False
) -> Tensor:
    """Return the smallest numbers among the rows of each group; infinity if it has none.

    Args:
        data: rows.
        segment_ids: the group of each row, from 0.
        num_segments: how many groups; found if None, which needs the values.
        sorted: whether the ids rise.
    """
    return _by_group(jax.ops.segment_min, data, segment_ids, num_segments, sorted)


@op
def bincount(x: Tensor, weights: Tensor = None, minlength: int = 0, sparse: bool = False) -> Tensor:
    """Return how often each whole number comes, or the sum of its weights.

    Args:
        x: whole numbers >= 0, `(n,)`, or `(batch, n)` to count in each row.
        weights: a weight for each number.
        minlength: the least number of counts; compiled programs count below it only.
        sparse: must be False: tensors are dense.

    Raises:
        ShapeError: if the values are not known yet and `minlength` is 0.

    Example:
        >>> from deepkit import ops
        >>> ops.bincount([0, 2, 2]).tolist()
        [1, 0, 2]
    """
    if sparse:
        raise ValueError("`sparse` must be False: tensors are dense here.")
    x = whole(x)
    if isinstance(x, Tracer) and minlength:
        length = minlength
    else:
        need_values(x, "bincount", "Give `minlength`.")
        length = max(int(x.max()) + 1 if x.size else 0, minlength)
    counts = jnp.asarray(1, "int32") if weights is None else tensor(weights)
    hot = jnp.arange(length, dtype=x.dtype) == x[..., None]
    return jnp.sum(jnp.where(hot, counts[..., None], jnp.zeros_like(counts[..., None])), axis=-2)


@op
def histogram(
    x: Tensor, bins: int = 10, range: tuple[float, float] | None = None
) -> tuple[Tensor, Tensor]:
    """Return how many numbers fall into each of equal bins, and the bounds of the bins.

    Args:
        x: numbers.
        bins: how many bins.
        range: the lower and the upper bound; of the numbers if None.
    """
    x = floating(x)
    counts, edges = jnp.histogram(x, bins, range)
    return counts.astype(tensor(x).dtype), edges


@op
def unique(
    x: Tensor,
    sorted: bool = True,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    size: int | None = None,
    fill_value: Any = None,
) -> Any:
    """Return the different numbers there are, in rising order.

    Args:
        x: numbers.
        sorted: without effect: they come in order anyway.
        return_index: whether the place of the first of each is returned too.
        return_inverse: whether the place in the result of each number is returned too.
        return_counts: whether how often each comes is returned too.
        axis: the axis whose slices are compared; the numbers themselves if None.
        size: how many to return; compiled programs need it.
        fill_value: what fills up the rest if there are fewer.

    Raises:
        ShapeError: if the values are not known yet and `size` is None.

    Example:
        >>> from deepkit import ops
        >>> ops.unique([3, 1, 3]).tolist()
        [1, 3]
    """
    del sorted
    x = tensor(x)
    if size is None:
        need_values(x, "unique", "Give `size`.")
    return jnp.unique(
        x, return_index, return_inverse, return_counts, axis, size=size, fill_value=fill_value
    )


def _by_group(
    rule: Any, data: Tensor, segment_ids: Tensor, num_segments: int | None, sorted: bool
) -> Tensor:
    ids = whole(segment_ids)
    if num_segments is None:
        need_values(ids, "segment_ids", "Give `num_segments`.")
        num_segments = int(ids.max()) + 1 if ids.size else 0
    return rule(tensor(data), ids, num_segments, indices_are_sorted=sorted)
