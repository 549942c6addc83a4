"""The dense layer over axes of choice."""

from typing import Any

from deepkit import activations, initializers, ops
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._weighted import Weighted, refuse
from deepkit.layers.basic._equation import Equation
from deepkit.typing import Shape, Tensor


class EinsumDense(Weighted):
    """Connect the axes of the input that an einsum equation names with new ones.

    `y = activation(einsum(equation, x, kernel) + bias)`

    Args:
        equation: such as `"abc,cx->abx"`: the axes of the input, of the kernel, of the output; the
            same `...` may stand for further axes of input and output.
        output_shape: the sizes of the output without the batch axis (and without those that
            `...` stands for); None where an axis is open.
        activation: a function or its name; none if None.
        bias_axes: the axes of the output that `bias` has; no bias if None.
        kernel_initializer: how `kernel` starts.
        bias_initializer: how `bias` starts.
        kernel_regularizer: a penalty on `kernel`.
        bias_regularizer: a penalty on `bias`.
        kernel_constraint: a projection of `kernel` after each update.
        bias_constraint: a projection of `bias` after each update.
        lora_rank: not supported; only None.
        lora_alpha: not supported; only None.
        gptq_unpacked_column_size: not supported; only None.
        quantization_config: not supported; only None.
        **base: the arguments of `Layer`.

    Shapes:
        Those of the equation.

    Raises:
        ValueError: if the equation is none of `ab,bc->ac`, `...b,bc->...c` and `ab...,bc->ac...`.
        ShapeError: if a size that the weights need is open, or an axis has two sizes.

    Example:
        >>> from deepkit import layers, ops
        >>> layer = layers.EinsumDense("abc,cde->abde", (None, 2, 3), bias_axes="de")
        >>> layer(ops.ones((1, 4, 5))).shape
        (1, 4, 2, 3)
    """

    def __init__(
        self,
        equation: str,
        output_shape: int | Shape,
        activation: Any = None,
        bias_axes: str | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        lora_rank: None = None,
        lora_alpha: None = None,
        gptq_unpacked_column_size: None = None,
        quantization_config: None = None,
        **base: Any,
    ) -> None:
        super().__init__(**base)
        refuse(
            lora_rank=lora_rank,
            lora_alpha=lora_alpha,
            gptq_unpacked_column_size=gptq_unpacked_column_size,
            quantization_config=quantization_config,
        )
        self.equation = equation
        self._parsed = Equation.parse(equation)
        sizes = (output_shape,) if isinstance(output_shape, int) else tuple(output_shape)
        self.partial_output_shape = sizes
        self.activation = activations.get(activation)
        self.bias_axes = bias_axes
        self._describe_weight("kernel", kernel_initializer, kernel_regularizer, kernel_constraint)
        self._describe_weight("bias", bias_initializer, bias_regularizer, bias_constraint)

    def build(self, input_shape: Shape) -> None:
        equation = self._parsed
        sizes = equation.sizes(input_shape, self.partial_output_shape)
        initializer = _over(self.kernel_initializer, equation)
        self.kernel = self._make_weight(
            "kernel", equation.kernel_shape(sizes), initializer=initializer
        )
        self.bias = None
        if self.bias_axes:
            shape = equation.bias_shape(self.bias_axes, sizes, len(input_shape))
            self.bias = self._make_weight("bias", shape)
        self.input_spec = InputSpec(ndim=len(input_shape))

    def call(self, inputs: Tensor) -> Tensor:
        outputs = ops.einsum(self.equation, inputs, self.kernel)
        if self.bias is not None:
            outputs = outputs + self.bias
        return self.activation(outputs)


def _over(initializer: Any, equation: Equation) -> Any:
    """Return an initializer that counts the fans of a kernel by the axes of its equation."""
    if not isinstance(initializer, initializers.VarianceScaling):
        return initializer
    if initializer.input_axes is not None and initializer.output_axes is not None:
        return initializer
    axes = {"input_axes": equation.summed, "output_axes": equation.kept}
    return type(initializer).from_config({**initializer.get_config(), **axes})
