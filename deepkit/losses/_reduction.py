"""From the loss of each sample to one number: weights, masks and the mean."""

from deepkit import ops
from deepkit.errors import ShapeError, one_of
from deepkit.typing import Shape, Tensor

REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None)


def reduction_named(reduction: str | None) -> str | None:
    """Return the reduction if there is one of that name."""
    one_of(REDUCTIONS, reduction=reduction)
    return reduction


def reduce_weighted(
    values: Tensor,
    sample_weight: Tensor = None,
    mask: Tensor = None,
    reduction: str | None = "sum_over_batch_size",
    dtype: str | None = None,
) -> Tensor:
    """Weight the losses of samples and reduce them.

    `sum(weight * values) / n`, where `n` counts the values that are not masked; for
    `"mean_with_sample_weight"` it is the sum of the weights.

    Args:
        values: the loss of each sample, or of each step of each sample.
        sample_weight: what each counts; a weight of a sample counts for all its steps.
        mask: false where a value does not count.
        reduction: `"sum_over_batch_size"` or its other name `"mean"`,
            `"mean_with_sample_weight"`, `"sum"`, `"none"` or None.
        dtype: of the result; that of the values if None.

    Shapes:
        values: (batch, ...); the others the same, or without the last axes; the result is a
        scalar, or (batch, ...) for `"none"`.

    Raises:
        ValueError: if there is no such reduction.
        ShapeError: if weights or mask do not fit the values.

    Example:
        >>> from deepkit import losses
        >>> float(losses.reduce_weighted([1.0, 3.0], sample_weight=[1.0, 0.5]))
        1.25
        >>> float(losses.reduce_weighted([1.0, 3.0], mask=[True, False]))
        1.0
    """
    reduction_named(reduction)
    values = ops.convert_to_tensor(values, dtype)
    weight = merge_mask(sample_weight, mask, dtype=values.dtype, reduction=reduction)
    if weight is not None:
        values, weight = match_rank(values, weight)
        values = values * spread(weight, values)
    return _reduced(values, weight, reduction)


def merge_mask(
    sample_weight: Tensor, mask: Tensor, dtype: str, reduction: str | None = "sum"
) -> Tensor | None:
    """Return the weights, zero where masked; None if there are neither weights nor a mask.

    Where a mean over all entries follows, the others grow so that it becomes one over them.

    Args:
        sample_weight: what each sample, or each step of each sample, counts.
        mask: false where it does not count.
        dtype: of the result.
        reduction: what follows, see `reduce_weighted`.

    Raises:
        ShapeError: if weights and mask do not fit.

    Example:
        >>> from deepkit import losses
        >>> losses.merge_mask([2.0, 2.0], [True, False], "float32").tolist()
        [2.0, 0.0]
        >>> losses.merge_mask(None, [True, False], "float32", reduction="mean").tolist()
        [2.0, 0.0]
    """
    weight = None if sample_weight is None else ops.convert_to_tensor(sample_weight, dtype)
    if mask is None:
        return weight
    kept = ops.cast(mask, dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        kept = ops.divide_no_nan(kept, ops.mean(kept))
    if weight is None:
        return kept
    kept, weight = match_rank(kept, weight)
    return kept * spread(weight, kept)


def match_rank(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Drop or add a last axis of size 1 where one of the two has an axis more.

    Args:
        a: an array.
        b: an array.

    Example:
        >>> from deepkit import losses, ops
        >>> [x.shape for x in losses.match_rank(ops.zeros((2, 3)), ops.zeros((2, 3, 1)))]
        [(2, 3), (2, 3)]
    """
    if len(b.shape) == len(a.shape) + 1:
        b, a = match_rank(b, a)
    elif len(a.shape) == len(b.shape) + 1 and a.shape[-1] == 1:
        if len(b.shape) == 1:
            return a, ops.expand_dims(b, -1)
        return ops.squeeze(a, -1), b
    return a, b


def spread(weight: Tensor, values: Tensor) -> Tensor:
    """Return weights that multiply values: that of a sample counts for all its steps.

    Args:
        weight: what each sample, or each step of each sample, counts.
        values: what is weighted.

    Shapes:
        weight: the first axes of the values; the result has as many axes as they have.

    Raises:
        ShapeError: if the sizes differ.

    Example:
        >>> from deepkit import losses, ops
        >>> losses.spread(ops.ones((2,)), ops.zeros((2, 3))).shape
        (2, 1)
    """
    missing = len(values.shape) - len(weight.shape)
    if missing > 0 and len(weight.shape):
        weight = ops.reshape(weight, (*ops.shape(weight), *[1] * missing))
    if (missing < 0 and len(values.shape)) or not fits(values.shape, weight.shape):
        raise ShapeError(
            "Sample weights and masks must have one entry for each value or sample, got the shape "
            f"{tuple(weight.shape)} for values of shape {tuple(values.shape)}."
        )
    return weight


def fits(a: Shape, b: Shape) -> bool:
    """Tell whether sizes are equal or 1, as far as they are known; a scalar fits all."""
    if not a or not b:
        return True
    known = (pair for pair in zip(a, b, strict=True) if all(type(n) is int for n in pair))
    return all(m == n or 1 in (m, n) for m, n in known)


def _reduced(values: Tensor, weight: Tensor | None, reduction: str | None) -> Tensor:
    if reduction in ("none", None) or not len(values.shape):
        return values
    if reduction == "sum":
        return ops.sum(values)
    if reduction == "mean_with_sample_weight" and weight is not None:
        return ops.divide_no_nan(ops.sum(values), ops.sum(weight))
    return ops.mean(values)
