"""Convolutions of sequences, images and volumes."""

from deepkit.layers.convolution._conv import Conv


class Conv1D(Conv):
    """Move kernels along the steps of a sequence.

    `y[t] = activation(sum_k x[t * stride + k * dilation_rate] @ kernel[k] + bias)`

    Args:
        filters: the number of channels of the output.
        kernel_size: the number of steps under the kernel.
        strides: how far the kernel moves.
        padding: `"valid"` for none, `"same"` for zeros such that stride 1 keeps the steps,
            `"causal"` for zeros before the first step only: no output sees a later input.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        dilation_rate: the distance of the kernel's elements.
        groups: into how many groups the channels are divided, each with kernels of its own.
        activation: a function or its name; none if None.
        use_bias: whether to add `bias`.
        kernel_initializer: how `kernel` starts.
        bias_initializer: how `bias` starts.
        kernel_regularizer: a penalty on `kernel`.
        bias_regularizer: a penalty on `bias`.
        activity_regularizer: a penalty on the output, per sample.
        kernel_constraint: a projection of `kernel` after each update.
        bias_constraint: a projection of `bias` after each update.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, steps, channels)` to `(batch, steps, filters)`.
        Channels come second with `"channels_first"`.
        `kernel` is `(size, channels / groups, filters)`.

    Raises:
        ValueError: if a size is not a whole number of at least 1, or `filters` is no multiple of
            `groups`.
        ShapeError: if the channels are open or cannot be divided into groups, or nothing is left
            of the input.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Conv1D(4, 3, padding="causal")(ops.ones((2, 8, 3))).shape
        (2, 8, 4)
    """

    rank = 1
    paddings = ("valid", "same", "causal")


class Conv2D(Conv):
    """Move kernels over images.

    `y[i, j] = activation(sum_kl x[i * stride + k, j * stride + l] @ kernel[k, l] + bias)`

    Args:
        filters: the number of channels of the output.
        kernel_size: the height and width of the kernel, one number or two.
        strides: how far the kernel moves, one number or two.
        padding: `"valid"` for none, `"same"` for zeros such that stride 1 keeps height and width.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        dilation_rate: the distance of the kernel's elements, one number or two.
        groups: into how many groups the channels are divided, each with kernels of its own.
        activation: a function or its name; none if None.
        use_bias: whether to add `bias`.
        kernel_initializer: how `kernel` starts.
        bias_initializer: how `bias` starts.
        kernel_regularizer: a penalty on `kernel`.
        bias_regularizer: a penalty on `bias`.
        activity_regularizer: a penalty on the output, per sample.
        kernel_constraint: a projection of `kernel` after each update.
        bias_constraint: a projection of `bias` after each update.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, height, width, channels)` to `(batch, height, width, filters)`.
        Channels come second with `"channels_first"`.
        `kernel` is `(height, width, channels / groups, filters)`.

    Raises:
        ValueError: if a size is not a whole number of at least 1, or `filters` is no multiple of
            `groups`.
        ShapeError: if the channels are open or cannot be divided into groups, or nothing is left
            of the input.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Conv2D(4, 3, strides=2, padding="same")(ops.ones((2, 8, 8, 3))).shape
        (2, 4, 4, 4)
    """

    rank = 2


class Conv3D(Conv):
    """Move kernels through volumes.

    `Conv2D` with an axis of depth before height and width.

    Args:
        filters: the number of channels of the output.
        kernel_size: the depth, height and width of the kernel, one number or three.
        strides: how far the kernel moves, one number or three.
        padding: `"valid"` for none, `"same"` for zeros such that stride 1 keeps the sizes.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        dilation_rate: the distance of the kernel's elements, one number or three.
        groups: into how many groups the channels are divided, each with kernels of its own.
        activation: a function or its name; none if None.
        use_bias: whether to add `bias`.
        kernel_initializer: how `kernel` starts.
        bias_initializer: how `bias` starts.
        kernel_regularizer: a penalty on `kernel`.
        bias_regularizer: a penalty on `bias`.
        activity_regularizer: a penalty on the output, per sample.
        kernel_constraint: a projection of `kernel` after each update.
        bias_constraint: a projection of `bias` after each update.
        **base: the arguments of `Layer`.

    Shapes:
        `(batch, depth, height, width, channels)` to `(batch, depth, height, width, filters)`.
        Channels come second with `"channels_first"`.
        `kernel` is `(depth, height, width, channels / groups, filters)`.

    Raises:
        ValueError: if a size is not a whole number of at least 1, or `filters` is no multiple of
            `groups`.
        ShapeError: if the channels are open or cannot be divided into groups, or nothing is left
            of the input.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Conv3D(4, 2)(ops.ones((1, 3, 3, 3, 2))).shape
        (1, 2, 2, 2, 4)
    """

    rank = 3
