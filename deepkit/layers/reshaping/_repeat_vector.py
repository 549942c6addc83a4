"""The layer that repeats a vector."""

from typing import Any

from deepkit import ops
from deepkit.errors import whole
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._layer import Layer
from deepkit.typing import Tensor


class RepeatVector(Layer):
    """Repeat each sample's features along a new axis of steps.

    Args:
        n: how many times.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, features)` to `(batch, n, features)`.

    Raises:
        ValueError: if `n` is not a whole number of at least 1.
        ShapeError: if the input has not two axes.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.RepeatVector(3)(ops.ones((2, 4))).shape
        (2, 3, 4)
    """

    def __init__(self, n: int, **base: Any) -> None:
        super().__init__(**base)
        self.n = whole(n=n)
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs: Tensor) -> Tensor:
        return ops.repeat(ops.expand_dims(inputs, 1), self.n, axis=1)
