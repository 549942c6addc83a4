"""Pooling by the largest number."""

from deepkit import ops
from deepkit.layers.pooling._pooling import Pooling


class MaxPooling1D(Pooling):
    """Take the largest number of each window over the steps of a sequence.

    Args:
        pool_size: steps of the window.
        strides: how far it moves; by its own size if None.
        padding: `"valid"` for none, `"same"` for a border such that stride 1 keeps the sizes.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        name: its name; made up from the class if None.
        **base: further arguments of `Layer`.

    Shapes:
        `(batch, steps, channels)` to
        `(batch, new steps, channels)`.
        Channels come second with `"channels_first"`.

    Raises:
        ValueError: if a size is not a whole number of at least 1, or the padding is neither.
        ShapeError: if the input has another number of axes.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.MaxPooling1D(2)(ops.ones((2, 8, 3))).shape
        (2, 4, 3)
    """

    rank = 1
    pool = ops.max_pool


class MaxPooling2D(Pooling):
    """Take the largest number of each window over images.

    Args:
        pool_size: height and width of the window, one number or two.
        strides: how far it moves, one number or two; by its own size if None.
        padding: `"valid"` for none, `"same"` for a border such that stride 1 keeps the sizes.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        name: its name; made up from the class if None.
        **base: further arguments of `Layer`.

    Shapes:
        `(batch, height, width, channels)` to
        `(batch, new height, new width, channels)`.
        Channels come second with `"channels_first"`.

    Raises:
        ValueError: if a size is not a whole number of at least 1, or the padding is neither.
        ShapeError: if the input has another number of axes.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.MaxPooling2D(2)(ops.ones((2, 8, 8, 3))).shape
        (2, 4, 4, 3)
    """

    rank = 2
    pool = ops.max_pool


class MaxPooling3D(Pooling):
    """Take the largest number of each window over volumes.

    Args:
        pool_size: depth, height and width of the window, one number or three.
        strides: how far it moves, one number or three; by its own size if None.
        padding: `"valid"` for none, `"same"` for a border such that stride 1 keeps the sizes.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        name: its name; made up from the class if None.
        **base: further arguments of `Layer`.

    Shapes:
        `(batch, depth, height, width, channels)` to
        `(batch, new depth, new height, new width, channels)`.
        Channels come second with `"channels_first"`.

    Raises:
        ValueError: if a size is not a whole number of at least 1, or the padding is neither.
        ShapeError: if the input has another number of axes.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.MaxPooling3D(2)(ops.ones((1, 4, 4, 4, 3))).shape
        (1, 2, 2, 2, 3)
    """

    rank = 3
    pool = ops.max_pool
