"""The layer that brings numbers into another unit."""

from typing import Any

import numpy as np

from deepkit.errors import known
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._layer import Layer
from deepkit.typing import Shape, Tensor


class Affine(Layer):
    """Multiply each feature by a number and add one; both are set, and are not learned.

    `y = x * scale + offset`

    `Rescaling` computes the same from constants. Here they are weights: other numbers need no other
    program, and files keep them with the weights.

    Args:
        scale: what inputs are multiplied by at first: a number, or one for each feature.
        offset: what is then added at first: a number, or one for each feature.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, ..., features)` to the same.

    Raises:
        ShapeError: if the last axis of the input is open or not the one it was built for.

    Example:
        >>> from deepkit import layers
        >>> celsius_to_fahrenheit = layers.Affine(1.8, 32.0)
        >>> celsius_to_fahrenheit([[0.0], [100.0]]).tolist()
        [[32.0], [212.0]]
    """

    supports_masking = True

    def __init__(self, scale: Any = 1.0, offset: Any = 0.0, **base: Any) -> None:
        super().__init__(**base)
        # Where weights begin: models that differ in it alone share their programs.
        self._scale_initializer, self._offset_initializer = scale, offset

    def build(self, input_shape: Shape) -> None:
        features = known(input_shape)
        self.scale, self.offset = (
            self.add_weight(
                (features,),
                initializer=lambda shape, dtype, value=value: np.broadcast_to(
                    np.asarray(value, dtype), shape
                ),
                trainable=False,
                name=name,
            )
            for name, value in (
                ("scale", self._scale_initializer),
                ("offset", self._offset_initializer),
            )
        )
        self.input_spec = InputSpec(axes={-1: features})

    def call(self, inputs: Tensor) -> Tensor:
        return inputs * self.scale + self.offset
