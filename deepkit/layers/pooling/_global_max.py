"""Pooling by the largest number of all places."""

from deepkit.layers.pooling._global import GlobalMaxPooling


class GlobalMaxPooling1D(GlobalMaxPooling):
    """Take the largest number of each channel over all steps.

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
        >>> layers.GlobalMaxPooling1D()(ops.ones((2, 8, 3))).shape
        (2, 3)
    """

    rank = 1


class GlobalMaxPooling2D(GlobalMaxPooling):
    """Take the largest number of each channel over all of an image.

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
        >>> layers.GlobalMaxPooling2D()(ops.ones((2, 8, 8, 3))).shape
        (2, 3)
    """

    rank = 2


class GlobalMaxPooling3D(GlobalMaxPooling):
    """Take the largest number of each channel over all of a volume.

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
        >>> layers.GlobalMaxPooling3D()(ops.ones((1, 4, 4, 4, 3))).shape
        (1, 3)
    """

    rank = 3
