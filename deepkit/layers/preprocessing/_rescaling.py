"""The layer that moves inputs to another range."""

from typing import Any

from deepkit import ops
from deepkit.backend import convert, image_data_format
from deepkit.layers._layer import Layer
from deepkit.typing import Tensor


class Rescaling(Layer):
    """Multiply the inputs and add to them, for all time and not only while training.

    `y = x * scale + offset`; `Rescaling(1 / 127.5, -1)` moves pixels from [0, 255] to [-1, 1].

    Args:
        scale: what inputs are multiplied by: a number, or one for each channel.
        offset: what is then added: a number, or one for each channel.
        **base: the arguments of `Layer`.

    Shapes:
        Any to the same; whole numbers become floats.

    Example:
        >>> from deepkit import layers
        >>> layers.Rescaling(1 / 127.5, -1.0)([0, 255]).tolist()
        [-1.0, 1.0]
    """

    supports_masking = True

    def __init__(self, scale: Any, offset: Any = 0.0, **base: Any) -> None:
        super().__init__(**base)
        self.scale, self.offset = scale, offset

    def call(self, inputs: Tensor) -> Tensor:
        inputs = ops.cast(inputs, self.compute_dtype)
        return inputs * self._factor(self.scale) + self._factor(self.offset)

    def _factor(self, value: Any) -> Tensor:
        """Return numbers in the dtype of the layer, those of channels where the channels are."""
        factor = convert(value, self.compute_dtype)
        if factor.ndim and image_data_format() == "channels_first":
            factor = ops.reshape(factor, (*factor.shape, *[1] * (3 - factor.ndim)))
        return factor
