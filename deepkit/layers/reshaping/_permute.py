"""The layer that changes the order of the axes."""

from collections.abc import Sequence
from typing import Any

from deepkit import ops
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._layer import Layer
from deepkit.typing import Tensor


class Permute(Layer):
    """Change the order of the axes of each sample.

    Args:
        dims: the places that the axes are taken from, counted from 1: `(2, 1)` swaps two.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, ...)` to the same sizes in another order.

    Raises:
        ValueError: if `dims` is not an order of `1, 2, ..., n`.
        ShapeError: if the input has another number of axes.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Permute((2, 1))(ops.ones((2, 3, 4))).shape
        (2, 4, 3)
    """

    def __init__(self, dims: Sequence[int], **base: Any) -> None:
        super().__init__(**base)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(f"`dims` must be an order of 1, 2, ..., n, got {dims!r}.")
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs: Tensor) -> Tensor:
        return ops.transpose(inputs, (0, *self.dims))
