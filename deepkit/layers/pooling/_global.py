"""Layers that pool over all places, so that the sizes of the inputs no longer matter."""

from typing import Any, ClassVar

from deepkit import ops
from deepkit.backend import standardize_data_format
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._layer import Layer
from deepkit.typing import Tensor


class GlobalPooling(Layer):
    """Pool over all of `rank` axes; a subclass defines `call`."""

    rank: ClassVar[int]

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **base: Any) -> None:
        super().__init__(**base)
        self.data_format = standardize_data_format(data_format)
        self.keepdims = keepdims
        self.input_spec = InputSpec(ndim=self.rank + 2)

    @property
    def axes(self) -> tuple[int, ...]:
        """The axes pooled over."""
        first = 2 if self.data_format == "channels_first" else 1
        return tuple(range(first, first + self.rank))


class GlobalAveragePooling(GlobalPooling):
    """Average over all of `rank` axes."""

    def call(self, inputs: Tensor) -> Tensor:
        return ops.mean(inputs, self.axes, keepdims=self.keepdims)


class GlobalMaxPooling(GlobalPooling):
    """Take the largest over all of `rank` axes."""

    def call(self, inputs: Tensor) -> Tensor:
        return ops.max(inputs, self.axes, keepdims=self.keepdims)
