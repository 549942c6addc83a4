"""The layer that makes one axis of all but the batch."""

import math
from typing import Any

from deepkit import ops
from deepkit.backend import standardize_data_format
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._layer import Layer
from deepkit.typing import Tensor


class Flatten(Layer):
    """Put all numbers of a sample on one axis.

    Args:
        data_format: `"channels_last"` or `"channels_first"`; with the latter the channels are
            moved to the end before, so that a model gives the same in both formats. The default
            if None.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, ...)` to `(batch, features)`.

    Raises:
        ValueError: if `data_format` is neither.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Flatten()(ops.ones((2, 3, 4))).shape
        (2, 12)
    """

    def __init__(self, data_format: str | None = None, **base: Any) -> None:
        super().__init__(**base)
        self.data_format = standardize_data_format(data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: Tensor) -> Tensor:
        if self.data_format == "channels_first" and inputs.ndim > 2:
            inputs = ops.moveaxis(inputs, 1, -1)
        batch, *sizes = inputs.shape
        return ops.reshape(inputs, (batch, math.prod(sizes)))
