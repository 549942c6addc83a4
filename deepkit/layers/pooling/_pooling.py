"""The base of layers that pool what lies under a window."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from deepkit.backend import standardize_data_format
from deepkit.errors import one_of
from deepkit.layers._input_spec import InputSpec
from deepkit.layers._layer import Layer
from deepkit.layers._sizes import sizes
from deepkit.typing import Tensor

Sizes = int | Sequence[int]


class Pooling(Layer):
    """Pool over `rank` axes by `pool`; see `MaxPooling2D` for the arguments."""

    rank: ClassVar[int]
    pool: ClassVar[Callable[..., Tensor]]

    def __init__(
        self,
        pool_size: Sizes = 2,
        strides: Sizes | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **base: Any,
    ) -> None:
        super().__init__(name=name, **base)
        self.pool_size = sizes(self.rank, pool_size=pool_size)
        self.strides = self.pool_size if strides is None else sizes(self.rank, strides=strides)
        self.padding = str(one_of(("valid", "same"), padding=padding.lower()))
        self.data_format = standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs: Tensor) -> Tensor:
        pool = type(self).pool
        return pool(inputs, self.pool_size, self.strides, self.padding, self.data_format)
