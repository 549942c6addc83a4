"""The layer that puts tensors one behind the other."""

import functools
from collections.abc import Sequence
from typing import Any

from deepkit import ops
from deepkit.errors import ShapeError
from deepkit.layers._layer import Layer
from deepkit.layers.merging._merge import list_of_shapes
from deepkit.typing import Shape, Tensor


class Concatenate(Layer):
    """Put tensors one behind the other along an axis.

    Args:
        axis: the axis; negative counts from the end.
        **base: the arguments of `Layer`.

    Shapes:
        A list of tensors of equal shapes, but along the axis, where the sizes are added.

    Raises:
        ShapeError: if it is given a single tensor, or shapes that differ elsewhere.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Concatenate()([ops.ones((1, 2)), ops.ones((1, 3))]).shape
        (1, 5)
    """

    supports_masking = True

    def __init__(self, axis: int = -1, **base: Any) -> None:
        super().__init__(**base)
        self.axis = axis

    def build(self, input_shape: Sequence[Shape]) -> None:
        shapes = list_of_shapes(self.name, input_shape)
        ndim = len(shapes[0])
        inside = all(len(shape) == ndim for shape in shapes) and -ndim <= self.axis < ndim
        others = [
            sizes for i, sizes in enumerate(zip(*shapes, strict=False)) if i != self.axis % ndim
        ]
        if not inside or any(len({*sizes} - {None}) > 1 for sizes in others):
            raise ShapeError(
                f"Layer {self.name!r} needs equal shapes but along axis {self.axis}, got shapes "
                f"{', '.join(map(str, shapes))}."
            )

    def call(self, inputs: Sequence[Tensor]) -> Tensor:
        return ops.concatenate(inputs, axis=self.axis)

    def compute_mask(self, inputs: Sequence[Tensor], previous_mask: Any = None) -> Any:
        if previous_mask is None:
            return None
        masks = [_full(mask, x) for mask, x in zip(previous_mask, inputs, strict=True)]
        axis = self.axis % inputs[0].ndim
        if axis == inputs[0].ndim - 1:
            return functools.reduce(ops.logical_or, masks)
        return ops.concatenate(masks, axis=axis)


def concatenate(inputs: Sequence[Tensor], axis: int = -1, **base: Any) -> Tensor:
    """Return tensors one behind the other, by a `Concatenate` layer.

    Args:
        inputs: tensors of equal shapes, but along the axis.
        axis: the axis; negative counts from the end.
        **base: the arguments of `Layer`.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.concatenate([ops.ones((1, 2)), ops.ones((1, 3))]).shape
        (1, 5)
    """
    return Concatenate(axis, **base)(inputs)


def _full(mask: Any, x: Tensor) -> Tensor:
    """Return a mask over all but the last axis: True where there is none."""
    if mask is None:
        return ops.ones(x.shape[:-1], dtype="bool")
    mask = ops.expand_dims(mask, tuple(range(mask.ndim - x.ndim + 1, 0)))
    return ops.broadcast_to(mask, x.shape[:-1])
