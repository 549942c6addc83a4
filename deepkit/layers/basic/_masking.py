"""The masking layer."""

from typing import Any

from deepkit import ops
from deepkit.layers._layer import Layer
from deepkit.typing import Tensor


class Masking(Layer):
    """Mask the steps at which all features have one value.

    The mask travels with the output; masked steps are set to 0.

    Args:
        mask_value: the value.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, steps, features)` to the same; the mask is `(batch, steps)`.

    Example:
        >>> from deepkit import layers
        >>> layers.Masking(9.0)([[[1.0, 9.0], [9.0, 9.0]]]).tolist()
        [[[1.0, 9.0], [0.0, 0.0]]]
    """

    def __init__(self, mask_value: float = 0.0, **base: Any) -> None:
        super().__init__(**base)
        self.mask_value = mask_value

    def call(self, inputs: Tensor) -> Tensor:
        return ops.where(ops.expand_dims(self.compute_mask(inputs), -1), inputs, 0)

    def compute_mask(self, inputs: Tensor, previous_mask: Any = None) -> Any:
        return ops.any(ops.not_equal(inputs, self.mask_value), axis=-1)
