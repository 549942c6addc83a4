"""Convolutions: plain, depthwise, separable and transposed, over one to three axes."""

import itertools
from typing import Any

from jax import lax

from deepkit.backend import op, standardize_data_format
from deepkit.errors import ShapeError, one_of
from deepkit.ops._promotion import together_floating
from deepkit.typing import Tensor

Sizes = int | tuple[int, ...] | list[int]


@op
def conv(
    inputs: Tensor,
    kernel: Tensor,
    strides: Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
) -> Tensor:
    """Return the sums of products of a kernel with the inputs under it, at each place.

    Args:
        inputs: `(batch, *spatial, channels)`.
        kernel: `(*sizes, channels / groups, filters)`; the number of groups follows from it.
        strides: how far the kernel moves, one number or one an axis.
        padding: `"valid"` for none, `"same"` for zeros such that stride 1 keeps the sizes.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        dilation_rate: the space between the kernel's elements, one number or one an axis.

    Raises:
        ShapeError: if the channels cannot be divided into groups, or nothing would be left.

    Example:
        >>> from deepkit import ops
        >>> ops.conv(ops.ones((2, 8, 8, 3)), ops.ones((3, 3, 3, 4)), strides=2).shape
        (2, 3, 3, 4)
    """
    inputs, kernel = together_floating(inputs, kernel)
    rank = inputs.ndim - 2
    layout = _layout(rank, data_format)
    channels = inputs.shape[layout.lhs_spec[1]]
    _check_groups(channels, kernel.shape[-2], kernel.shape[-1])
    result = lax.conv_general_dilated(
        inputs,
        kernel,
        sizes(strides, rank),
        padding_name(padding),
        rhs_dilation=sizes(dilation_rate, rank),
        dimension_numbers=layout,
        feature_group_count=channels // kernel.shape[-2],
    )
    _check_not_empty(result, inputs, kernel)
    return result


@op
def depthwise_conv(
    inputs: Tensor,
    kernel: Tensor,
    strides: Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
) -> Tensor:
    """Return the convolution of each channel with kernels of its own.

    Args:
        inputs: `(batch, *spatial, channels)`.
        kernel: `(*sizes, channels, multiplier)`: so many results for each channel.
        strides: how far the kernel moves, one number or one an axis.
        padding: `"valid"` for none, `"same"` for zeros such that stride 1 keeps the sizes.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        dilation_rate: the space between the kernel's elements, one number or one an axis.

    Raises:
        ShapeError: if the kernel is for another number of channels.

    Example:
        >>> from deepkit import ops
        >>> ops.depthwise_conv(ops.ones((2, 8, 8, 3)), ops.ones((3, 3, 3, 2))).shape
        (2, 6, 6, 6)
    """
    inputs, kernel = together_floating(inputs, kernel)
    rank = inputs.ndim - 2
    layout = _layout(rank, data_format)
    channels = inputs.shape[layout.lhs_spec[1]]
    if channels != kernel.shape[-2]:
        raise ShapeError(
            f"`kernel` is for {kernel.shape[-2]} channels, the inputs have {channels}."
        )
    filters = (*kernel.shape[:-2], 1, channels * kernel.shape[-1])
    result = lax.conv_general_dilated(
        inputs,
        kernel.reshape(filters),
        sizes(strides, rank),
        padding_name(padding),
        rhs_dilation=sizes(dilation_rate, rank),
        dimension_numbers=layout,
        feature_group_count=channels,
    )
    _check_not_empty(result, inputs, kernel)
    return result


@op
def separable_conv(
    inputs: Tensor,
    depthwise_kernel: Tensor,
    pointwise_kernel: Tensor,
    strides: Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
) -> Tensor:
    """Return the depthwise convolution, its channels then mixed at each place.

    Args:
        inputs: `(batch, *spatial, channels)`.
        depthwise_kernel: `(*sizes, channels, multiplier)`.
        pointwise_kernel: `(1, ..., channels * multiplier, filters)`.
        strides: how far the kernel moves, one number or one an axis.
        padding: `"valid"` for none, `"same"` for zeros such that stride 1 keeps the sizes.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        dilation_rate: the space between the kernel's elements, one number or one an axis.

    Raises:
        ShapeError: if the kernels are for another number of channels.
    """
    deep = depthwise_conv(inputs, depthwise_kernel, strides, padding, data_format, dilation_rate)
    return conv(deep, pointwise_kernel, 1, "valid", data_format)


@op
def conv_transpose(
    inputs: Tensor,
    kernel: Tensor,
    strides: Sizes = 1,
    padding: str = "valid",
    output_padding: Sizes | None = None,
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
) -> Tensor:
    """Return the transpose of a convolution: each input spread over the result by the kernel.

    Args:
        inputs: `(batch, *spatial, channels)`.
        kernel: `(*sizes, filters, channels)`.
        strides: how far apart the inputs are put, one number or one an axis.
        padding: `"valid"`: the result holds all that is spread; `"same"`: it is `strides` times
            as large as the inputs.
        output_padding: how much larger than the least size it is, one number or one an axis.
        data_format: `"channels_last"` or `"channels_first"`; the default if None.
        dilation_rate: the space between the kernel's elements, one number or one an axis.

    Raises:
        ShapeError: if the kernel is for another number of channels.

    Example:
        >>> from deepkit import ops
        >>> ops.conv_transpose(ops.ones((2, 4, 4, 3)), ops.ones((3, 3, 5, 3)), 2, "same").shape
        (2, 8, 8, 5)
    """
    inputs, kernel = together_floating(inputs, kernel)
    rank = inputs.ndim - 2
    layout = _layout(rank, data_format)
    channels = inputs.shape[layout.lhs_spec[1]]
    if channels != kernel.shape[-1]:
        raise ShapeError(
            f"`kernel` is for {kernel.shape[-1]} channels, the inputs have {channels}."
        )
    strides, dilation = sizes(strides, rank), sizes(dilation_rate, rank)
    extra = itertools.repeat(None, rank) if output_padding is None else sizes(output_padding, rank)
    spread = [(k - 1) * d + 1 for k, d in zip(kernel.shape, dilation, strict=False)]
    return lax.conv_transpose(
        inputs,
        kernel,
        strides,
        [_border(padding, *axis) for axis in zip(spread, strides, extra, strict=True)],
        rhs_dilation=dilation,
        dimension_numbers=layout,
        transpose_kernel=True,
    )


def sizes(value: Sizes, rank: int) -> tuple[int, ...]:
    """Return one number for each spatial axis."""
    return (value,) * rank if isinstance(value, int) else tuple(value)


def padding_name(padding: str) -> str:
    """Return the padding as XLA names it."""
    return str(one_of(("valid", "same"), padding=padding.lower())).upper()


def _border(padding: str, kernel: int, stride: int, extra: int | None) -> tuple[int, int]:
    """Return the zeros before and after the spread inputs that give Keras's size and place."""
    if padding_name(padding) == "VALID":
        extra = max(stride - kernel, 0) if extra is None else extra
        return kernel - 1, kernel - 1 + extra
    total = kernel + stride - 2 if extra is None else kernel + kernel % 2 - 2 + extra
    before = min((total + 1) // 2, kernel - 1)
    return before, total - before


def _layout(rank: int, data_format: str | None) -> lax.ConvDimensionNumbers:
    first = standardize_data_format(data_format) == "channels_first"
    image = (0, 1, *range(2, rank + 2)) if first else (0, rank + 1, *range(1, rank + 1))
    return lax.ConvDimensionNumbers(image, (rank + 1, rank, *range(rank)), image)


def _check_groups(channels: int, taken: int, filters: int) -> None:
    if channels % taken or filters % (channels // taken):
        raise ShapeError(
            f"{channels} channels and {filters} filters cannot be divided into groups by a "
            f"`kernel` that takes {taken} channels."
        )


def _check_not_empty(result: Any, inputs: Tensor, kernel: Tensor) -> None:
    known = [n for n in result.shape if isinstance(n, int)]
    if 0 in known and 0 not in inputs.shape:
        raise ShapeError(
            f"Nothing is left of inputs {inputs.shape} under a kernel {kernel.shape}. "
            "Use padding 'same', smaller strides or larger inputs."
        )
