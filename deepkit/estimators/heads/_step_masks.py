"""Layers that let a mask of steps travel with a tensor, and that read it off."""

from typing import Any

from deepkit import ops
from deepkit.estimators.heads._values import in_files
from deepkit.layers import Layer
from deepkit.typing import Tensor


@in_files
class WithSteps(Layer):
    """Return a sequence with a mask of its steps that layers, losses and metrics see.

    Steps that are not there become 0.

    Args:
        **base: the arguments of `Layer`.

    Shapes:
        `[(batch, steps, features), (batch, steps)]` to `(batch, steps, features)`.
    """

    supports_masking = True

    def call(self, inputs: list[Tensor]) -> Tensor:
        x, steps = inputs
        # A new array: the mask must not travel with the one that came.
        return ops.where(ops.expand_dims(steps, -1), x, ops.zeros_like(x))

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        del previous_mask
        return inputs[1]


@in_files
class StepsOf(Layer):
    """Return the mask that travels with a sequence; all steps if there is none.

    Args:
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, steps, features)` to `(batch, steps)`.
    """

    supports_masking = True

    def call(self, inputs: Tensor, mask: Tensor = None) -> Tensor:
        if mask is None:
            return ops.cast(ops.ones_like(inputs[..., 0]), "bool")
        return mask

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        return None
