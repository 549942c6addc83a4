"""The densely connected layer."""

from typing import Any

from deepkit import activations, ops
from deepkit.errors import known, whole
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._weighted import Weighted, refuse
from deepkit.typing import Shape, Tensor


class Dense(Weighted):
    """Connect every feature with every unit.

    `y = activation(x @ kernel + bias)`

    Args:
        units: the number of units, so the size of the last axis of the output.
        activation: a function or its name; none if None.
        use_bias: whether to add `bias`.
        kernel_initializer: how `kernel` starts.
        bias_initializer: how `bias` starts.
        kernel_regularizer: a penalty on `kernel`.
        bias_regularizer: a penalty on `bias`.
        activity_regularizer: a penalty on the output, per sample.
        kernel_constraint: a projection of `kernel` after each update.
        bias_constraint: a projection of `bias` after each update.
        lora_rank: not supported; only None.
        lora_alpha: not supported; only None.
        quantization_config: not supported; only None.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, ..., features)` to `(batch, ..., units)`; `kernel` is `(features, units)`.

    Raises:
        ValueError: if `units` is not a whole number of at least 1.
        ShapeError: if the last axis of the input is open or not the one it was built for.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Dense(3, activation="relu")(ops.ones((2, 5))).shape
        (2, 3)
    """

    supports_masking = True

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        lora_rank: None = None,
        lora_alpha: None = None,
        quantization_config: None = None,
        **base: Any,
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **base)
        refuse(lora_rank=lora_rank, lora_alpha=lora_alpha, quantization_config=quantization_config)
        self.units = whole(units=units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self._describe_weight("kernel", kernel_initializer, kernel_regularizer, kernel_constraint)
        self._describe_weight("bias", bias_initializer, bias_regularizer, bias_constraint)
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape: Shape) -> None:
        features = known(input_shape)
        self.kernel = self._make_weight("kernel", (features, self.units))
        self.bias = self._make_weight("bias", (self.units,)) if self.use_bias else None
        self.input_spec = InputSpec(min_ndim=2, axes={-1: features})

    def call(self, inputs: Tensor) -> Tensor:
        outputs = ops.matmul(inputs, self.kernel)
        if self.bias is not None:
            outputs = outputs + self.bias
        return self.activation(outputs)
