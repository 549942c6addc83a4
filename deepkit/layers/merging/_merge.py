"""The base of layers that make one tensor of several."""

import functools
from collections.abc import Sequence
from typing import Any

from deepkit import ops
from deepkit.errors import ShapeError
from deepkit.layers._layer import Layer
from deepkit.typing import Shape, Tensor


class Merge(Layer):
    """Merge a list of tensors number by number.

    Tensors with fewer axes get axes of size 1 after the batch. A subclass defines `_merge`.
    """

    supports_masking = True

    def build(self, input_shape: Sequence[Shape]) -> None:
        shapes = list_of_shapes(self.name, input_shape)
        most = max(map(len, shapes))
        aligned = [(*s[:1], *[1] * (most - len(s)), *s[1:]) for s in shapes]
        for sizes in zip(*aligned, strict=True):
            if len({size for size in sizes if size not in (None, 1)}) > 1:
                raise ShapeError(
                    f"Layer {self.name!r} cannot merge tensors of shapes "
                    f"{', '.join(map(str, shapes))}: sizes must be equal, or 1."
                )

    def call(self, inputs: Sequence[Tensor], mask: Sequence[Any] | None = None) -> Tensor:
        most = max(x.ndim for x in inputs)
        aligned = [_aligned(x, most) for x in inputs]
        masks = [None] * len(inputs) if mask is None else mask
        return self._merge(
            aligned, [_spread(m, x, most) for m, x in zip(masks, inputs, strict=True)]
        )

    def _merge(self, inputs: Sequence[Tensor], masks: Sequence[Any]) -> Tensor:
        """Return the merged tensor; the inputs have equally many axes, so have their masks."""
        raise NotImplementedError(f"{type(self).__name__} must define `_merge`.")

    def compute_mask(self, inputs: Sequence[Tensor], previous_mask: Any = None) -> Any:
        if previous_mask is None or any(mask is None for mask in previous_mask):
            return None
        most = max(x.ndim for x in inputs)
        pairs = list(zip(previous_mask, inputs, strict=True))
        seen = functools.reduce(ops.logical_or, [_spread(mask, x, most) for mask, x in pairs])
        unnamed = min(x.ndim - mask.ndim for mask, x in pairs)  # last axes that no mask has
        return ops.squeeze(seen, tuple(range(-unnamed, 0)))


def list_of_shapes(name: str, input_shape: Any) -> list[tuple[int | None, ...]]:
    """Return the shapes that a merging layer was given.

    Args:
        name: of the layer.
        input_shape: a list of shapes.

    Raises:
        ShapeError: if it is the shape of a single tensor, or an empty list.
    """
    if not input_shape or not isinstance(input_shape[0], (list, tuple)):
        raise ShapeError(
            f"Layer {name!r} merges a list of tensors, got a single input of shape {input_shape}."
        )
    return [tuple(shape) for shape in input_shape]


def _aligned(x: Tensor, ndim: int) -> Tensor:
    """Return a tensor with axes of size 1 after the batch."""
    return ops.expand_dims(x, tuple(range(1, 1 + ndim - x.ndim)))


def _spread(mask: Any, x: Tensor, ndim: int) -> Any:
    """Return a mask with the axes of its tensor, and those that this one gets."""
    if mask is None:
        return None
    return _aligned(ops.expand_dims(mask, tuple(range(mask.ndim - x.ndim, 0))), ndim)
