"""The softmax layer."""

from collections.abc import Sequence
from typing import Any

from deepkit import ops
from deepkit.errors import ShapeError
from deepkit.layers._layer import Layer
from deepkit.typing import Tensor

_LOW = {"float16": -3e4}  # times two it is still finite
_LOWEST = -1e9


class Softmax(Layer):
    """Turn numbers into shares that sum to one.

    `y = exp(x) / sum(exp(x))` along an axis; where a mask is False the share is 0.

    Args:
        axis: the axis or axes that the shares sum to one along.
        **base: the arguments of `Layer`.

    Shapes:
        Any to the same. A mask has at most as many axes as the input, of its sizes or 1.

    Raises:
        ShapeError: if a mask does not fit the input.

    Example:
        >>> from deepkit import layers
        >>> layers.Softmax()([[1.0, 1.0]], mask=[[True, False]]).tolist()
        [[1.0, 0.0]]
    """

    supports_masking = True

    def __init__(self, axis: int | Sequence[int] = -1, **base: Any) -> None:
        super().__init__(**base)
        self.axis = axis

    def call(self, inputs: Tensor, mask: Tensor = None) -> Tensor:
        axis = self.axis if isinstance(self.axis, int) else tuple(self.axis)
        if mask is None:
            return ops.softmax(inputs, axis)
        kept = ops.convert_to_tensor(mask)
        kept = kept if kept.dtype == bool else ops.greater(kept, 0.5)
        _check(kept.shape, inputs.shape)
        shares = ops.softmax(ops.where(kept, inputs, _LOW.get(self.compute_dtype, _LOWEST)), axis)
        return ops.where(kept, shares, 0.0)  # a row without a single True has no shares at all


def _check(mask: Sequence[Any], inputs: Sequence[Any]) -> None:
    pairs = zip(reversed(mask), reversed(inputs), strict=False)
    if len(mask) > len(inputs) or any(m not in (1, size) for m, size in pairs):
        raise ShapeError(
            f"`mask` must fit inputs of shape {tuple(inputs)}, with their sizes or 1, got shape "
            f"{tuple(mask)}."
        )
