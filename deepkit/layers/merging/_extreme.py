"""Layers that take the largest or smallest of tensors."""

from collections.abc import Callable, Sequence
from typing import Any

from deepkit import ops
from deepkit.layers.merging._merge import Merge
from deepkit.typing import Tensor


class Maximum(Merge):
    """Take the largest of tensors: `y = max(x1, x2, ...)`; what is masked does not count.

    Shapes:
        A list of tensors whose sizes are equal or 1, to one of the larger sizes.

    Raises:
        ShapeError: if it is given a single tensor, or sizes that do not fit.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Maximum()([ops.ones((1, 2)), ops.zeros((1, 2))]).tolist()
        [[1.0, 1.0]]
    """

    def _merge(self, inputs: Sequence[Tensor], masks: Sequence[Any]) -> Tensor:
        return _extreme(ops.maximum, inputs, masks)


class Minimum(Merge):
    """Take the smallest of tensors: `y = min(x1, x2, ...)`; what is masked does not count.

    Shapes:
        A list of tensors whose sizes are equal or 1, to one of the larger sizes.

    Raises:
        ShapeError: if it is given a single tensor, or sizes that do not fit.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Minimum()([ops.ones((1, 2)), ops.zeros((1, 2))]).tolist()
        [[0.0, 0.0]]
    """

    def _merge(self, inputs: Sequence[Tensor], masks: Sequence[Any]) -> Tensor:
        return _extreme(ops.minimum, inputs, masks)


def maximum(inputs: Sequence[Tensor], **base: Any) -> Tensor:
    """Return the largest of tensors, by a `Maximum` layer.

    Args:
        inputs: tensors whose sizes are equal or 1.
        **base: the arguments of `Layer`.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.maximum([ops.ones((1, 2)), ops.zeros((1, 2))]).tolist()
        [[1.0, 1.0]]
    """
    return Maximum(**base)(inputs)


def minimum(inputs: Sequence[Tensor], **base: Any) -> Tensor:
    """Return the smallest of tensors, by a `Minimum` layer.

    Args:
        inputs: tensors whose sizes are equal or 1.
        **base: the arguments of `Layer`.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.minimum([ops.ones((1, 2)), ops.zeros((1, 2))]).tolist()
        [[0.0, 0.0]]
    """
    return Minimum(**base)(inputs)


def _extreme(
    pick: Callable[[Tensor, Tensor], Tensor], inputs: Sequence[Tensor], masks: Sequence[Any]
) -> Tensor:
    """Pick number by number, where a masked one gives way to the other."""
    best, seen = inputs[0], masks[0]
    for x, mask in zip(inputs[1:], masks[1:], strict=True):
        other = x if mask is None else ops.where(mask, x, best)
        best = pick(best if seen is None else ops.where(seen, best, other), other)
        seen = None if seen is None or mask is None else ops.logical_or(seen, mask)
    return best
