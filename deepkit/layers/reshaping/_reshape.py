"""The layer that changes the shape of each sample."""

import math
from collections.abc import Sequence
from typing import Any

from deepkit import ops
from deepkit.errors import ShapeError
from deepkit.layers._layer import Layer
from deepkit.typing import Tensor


class Reshape(Layer):
    """Give each sample another shape; its numbers keep their order.

    Args:
        target_shape: the sizes without the batch axis; one may be -1 and is found.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, ...)` to `(batch, *target_shape)`.

    Raises:
        ValueError: if more than one size is -1, or a size is below -1.
        ShapeError: if a sample has another number of elements.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Reshape((3, -1))(ops.ones((2, 12))).shape
        (2, 3, 4)
    """

    def __init__(self, target_shape: Sequence[int], **base: Any) -> None:
        super().__init__(**base)
        self.target_shape = tuple(int(size) for size in target_shape)
        if self.target_shape.count(-1) > 1 or min(self.target_shape, default=1) < -1:
            raise ValueError(
                f"`target_shape` must hold sizes, one of them -1 at most, got {target_shape!r}."
            )

    def call(self, inputs: Tensor) -> Tensor:
        batch, *sizes = inputs.shape
        return ops.reshape(inputs, (batch, *self._sizes(sizes)))

    def _sizes(self, sizes: Sequence[Any]) -> list[Any]:
        """Return the target sizes with the one found that is -1."""
        total: Any = math.prod(sizes)  # an expression if an axis is open
        given = math.prod(size for size in self.target_shape if size != -1)
        fits = total % given == 0 if -1 in self.target_shape and given else total == given
        if isinstance(total, int) and not fits:
            raise ShapeError(
                f"`target_shape` {self.target_shape} does not hold the {total} elements of a "
                f"sample of shape {tuple(sizes)}."
            )
        return [total // max(given, 1) if size == -1 else size for size in self.target_shape]
