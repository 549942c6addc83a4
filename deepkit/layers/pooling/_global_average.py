"""Pooling by the mean of all places."""

from typing import Any

from deepkit import ops
from deepkit.layers.pooling._global import GlobalAveragePooling
from deepkit.typing import Tensor


class GlobalAveragePooling1D(GlobalAveragePooling):
    """Average each channel over all steps that are not masked.

    Args:
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        keepdims: whether the axes that are pooled over stay, with size 1.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, steps, channels)` to `(batch, channels)`.
        Channels come second with `"channels_first"`.

    Raises:
        ValueError: if `data_format` is neither.
        ShapeError: if the input has another number of axes.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.GlobalAveragePooling1D()(ops.ones((2, 8, 3))).shape
        (2, 3)
    """

    rank = 1
    supports_masking = True

    def call(self, inputs: Tensor, mask: Tensor = None) -> Tensor:
        if mask is None:
            return super().call(inputs)
        [steps] = self.axes
        kept = ops.expand_dims(ops.cast(mask, "bool"), 3 - steps)
        count = ops.sum(ops.cast(kept, inputs.dtype), steps, keepdims=self.keepdims)
        total = ops.sum(ops.where(kept, inputs, 0), steps, keepdims=self.keepdims)
        return total / ops.maximum(count, 1)

    def compute_mask(self, inputs: Tensor, previous_mask: Any = None) -> Any:
        return None


class GlobalAveragePooling2D(GlobalAveragePooling):
    """Average each channel over all of an image.

    Args:
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        keepdims: whether the axes that are pooled over stay, with size 1.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, height, width, channels)` to `(batch, channels)`.
        Channels come second with `"channels_first"`.

    Raises:
        ValueError: if `data_format` is neither.
        ShapeError: if the input has another number of axes.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.GlobalAveragePooling2D()(ops.ones((2, 8, 8, 3))).shape
        (2, 3)
    """

    rank = 2


class GlobalAveragePooling3D(GlobalAveragePooling):
    """Average each channel over all of a volume.

    Args:
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        keepdims: whether the axes that are pooled over stay, with size 1.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, depth, height, width, channels)` to `(batch, channels)`.
        Channels come second with `"channels_first"`.

    Raises:
        ValueError: if `data_format` is neither.
        ShapeError: if the input has another number of axes.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.GlobalAveragePooling3D()(ops.ones((1, 4, 4, 4, 3))).shape
        (1, 3)
    """

    rank = 3
