"""The layer that does nothing."""

from deepkit.layers._layer import Layer
from deepkit.typing import Tensor


class Identity(Layer):
    """Pass on what comes in: a place to name, or one to fill later.

    Shapes:
        Any to the same.

    Example:
        >>> from deepkit import layers
        >>> layers.Identity()([1.0, 2.0]).tolist()
        [1.0, 2.0]
    """

    supports_masking = True

    def call(self, inputs: Tensor) -> Tensor:
        return inputs
