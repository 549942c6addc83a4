"""The layer that adds a vector."""

from typing import Any

from deepkit.errors import known
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._weighted import Weighted
from deepkit.typing import Shape, Tensor


class Bias(Weighted):
    """Add a trainable number to each feature.

    `y = x + bias`

    Args:
        bias_initializer: how `bias` starts.
        bias_regularizer: a penalty on `bias`.
        bias_constraint: a projection of `bias` after each update.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, ..., features)` to the same.

    Raises:
        ShapeError: if the last axis of the input is open or not the one it was built for.

    Example:
        >>> from deepkit import layers
        >>> layers.Bias(bias_initializer="ones")([[1.0, 2.0]]).tolist()
        [[2.0, 3.0]]
    """

    supports_masking = True

    def __init__(
        self,
        bias_initializer: Any = "zeros",
        bias_regularizer: Any = None,
        bias_constraint: Any = None,
        **base: Any,
    ) -> None:
        super().__init__(**base)
        self._describe_weight("bias", bias_initializer, bias_regularizer, bias_constraint)

    def build(self, input_shape: Shape) -> None:
        features = known(input_shape)
        self.bias = self._make_weight("bias", (features,))
        self.input_spec = InputSpec(axes={-1: features})

    def call(self, inputs: Tensor) -> Tensor:
        return inputs + self.bias
