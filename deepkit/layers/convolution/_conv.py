"""Convolutions over one, two and three axes."""

from collections.abc import Sequence
from typing import Any, ClassVar

from deepkit import activations, ops
from deepkit.backend import standardize_data_format
from deepkit.errors import ShapeError, known, one_of, whole
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._sizes import sizes
from deepkit.layers._weighted import Weighted
from deepkit.typing import Shape, Tensor

Sizes = int | Sequence[int]


class Conv(Weighted):
    """The base of convolutions over `rank` axes; see `Conv2D` for the arguments."""

    rank: ClassVar[int]
    paddings: ClassVar[tuple[str, ...]] = ("valid", "same")

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Sizes = 1,
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **base: Any,
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **base)
        self.filters, self.groups = whole(filters=filters), whole(groups=groups)
        if self.filters % self.groups:
            raise ValueError(f"`filters` must be a multiple of `groups`, got {filters}, {groups}.")
        self.kernel_size = sizes(self.rank, kernel_size=kernel_size)
        self.strides = sizes(self.rank, strides=strides)
        self.dilation_rate = sizes(self.rank, dilation_rate=dilation_rate)
        self.padding = str(one_of(self.paddings, padding=padding.lower()))
        self.data_format = standardize_data_format(data_format)
        self.activation, self.use_bias = activations.get(activation), use_bias
        self._describe_weight("kernel", kernel_initializer, kernel_regularizer, kernel_constraint)
        self._describe_weight("bias", bias_initializer, bias_regularizer, bias_constraint)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def build(self, input_shape: Shape) -> None:
        axis = 1 if self.data_format == "channels_first" else -1
        channels = known(input_shape, axis)
        if channels % self.groups:
            raise ShapeError(
                f"The {channels} channels of {self.name!r} cannot be divided into `groups` = "
                f"{self.groups}, got shape {tuple(input_shape)}."
            )
        shape = (*self.kernel_size, channels // self.groups, self.filters)
        self.kernel = self._make_weight("kernel", shape)
        self.bias = self._make_weight("bias", (self.filters,)) if self.use_bias else None
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={axis: channels})

    def call(self, inputs: Tensor) -> Tensor:
        padding = self.padding
        if padding == "causal":
            inputs, padding = self._padded(inputs), "valid"
        outputs = ops.conv(
            inputs, self.kernel, self.strides, padding, self.data_format, self.dilation_rate
        )
        if self.bias is not None:
            outputs = outputs + self._over_channels(self.bias)
        return self.activation(outputs)

    def _padded(self, inputs: Tensor) -> Tensor:
        """Return the inputs after zeros, so that no output sees an input that comes later."""
        before = (self.dilation_rate[0] * (self.kernel_size[0] - 1), 0)
        first = self.data_format == "channels_first"
        return ops.pad(inputs, [(0, 0), (0, 0), before] if first else [(0, 0), before, (0, 0)])

    def _over_channels(self, bias: Tensor) -> Tensor:
        first = self.data_format == "channels_first"
        return ops.reshape(bias, (self.filters, *[1] * self.rank)) if first else bias
