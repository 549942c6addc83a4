"""Convolutions and pooling: ONNX wants the channels second."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from deepkit.backend import Size
from deepkit.onnx._activations import activate
from deepkit.onnx._builder import Builder
from deepkit.onnx._call import Call, weight
from deepkit.onnx._products import convolve
from deepkit.onnx._steps import cast, reduce, transpose, untransposed
from deepkit.onnx._types import FLOATS
from deepkit.onnx._value import Value


def _channels_second(b: Builder, layer: Any, x: Value) -> Value:
    if layer.data_format == "channels_first":
        return x
    return transpose(b, x, (0, x.ndim - 1, *range(1, x.ndim - 1)))


def _as_before(b: Builder, layer: Any, x: Value) -> Value:
    if layer.data_format == "channels_first":
        return x
    return transpose(b, x, (0, *range(2, x.ndim), 1))


def _shape(layer: Any, shape: Sequence[Size]) -> tuple[Size, ...]:
    """Return a shape of the layer's as ONNX sees it."""
    if layer.data_format == "channels_first":
        return tuple(shape)
    return (shape[0], shape[-1], *shape[1:-1])


def _padding(
    layer: Any, space: Sequence[Size], sizes: Sequence[int], rates: Sequence[int]
) -> dict[str, Any]:
    """Return the options that tell how a node pads."""
    reach = [rate * (size - 1) for size, rate in zip(sizes, rates, strict=True)]
    if layer.padding == "causal":
        return {"pads": [reach[0], 0]}
    if layer.padding == "valid":
        return {"pads": [0] * (2 * len(reach))}
    pads = []
    for size, step, after in zip(space, layer.strides, reach, strict=True):
        if step == 1:  # as much for any size
            pads.append(after)
            continue
        if not isinstance(size, int):
            return {"auto_pad": "SAME_UPPER"}  # which runtimes refuse where places are left out
        pads.append(max((-(-size // step) - 1) * step + after + 1 - size, 0))
    return {"pads": [*(n // 2 for n in pads), *(n - n // 2 for n in pads)]}


def convolution(b: Builder, call: Call) -> Value:
    """Write a call of a convolution."""
    layer = call.layer
    x = _channels_second(b, layer, call.x)
    order = (layer.rank + 1, layer.rank, *range(layer.rank))
    kernel = weight(b, layer.kernel, lambda kernel: kernel.transpose(order), "kernel")
    bias = None if layer.bias is None else b.constant(layer.bias.value, x.dtype)
    result = convolve(
        b, x, kernel, bias, _shape(layer, call.outputs[0].shape),
        kernel_shape=list(layer.kernel_size), strides=list(layer.strides),
        dilations=list(layer.dilation_rate), group=layer.groups,
        **_padding(layer, x.shape[2:], layer.kernel_size, layer.dilation_rate),
    )  # fmt: skip
    return activate(b, layer.activation, _as_before(b, layer, result))


def _pooling(op: str, b: Builder, call: Call) -> Value:
    layer = call.layer
    exact = call.x if call.x.dtype in FLOATS else cast(b, call.x, "float64")  # of whole numbers
    x = _channels_second(b, layer, exact)
    result = b.add(
        op, x, shape=_shape(layer, call.outputs[0].shape), dtype=x.dtype,
        kernel_shape=list(layer.pool_size), strides=list(layer.strides),
        **_padding(layer, x.shape[2:], layer.pool_size, [1] * layer.rank),
    )  # fmt: skip
    return cast(b, _as_before(b, layer, result), call.x.dtype)


def _global(op: str, b: Builder, call: Call) -> Value:
    layer = call.layer
    source, order = untransposed(call.x)  # the sum of all places is one in any order
    pooled = reduce(b, op, source, [order[axis] for axis in layer.axes], keepdims=layer.keepdims)
    if layer.keepdims:
        return transpose(b, pooled, order)
    left = [axis for axis in order if axis not in {order[axis] for axis in layer.axes}]
    return transpose(b, pooled, np.argsort(np.argsort(left)).tolist())


max_pooling = partial(_pooling, "MaxPool")
average_pooling = partial(_pooling, "AveragePool")
global_max = partial(_global, "ReduceMax")
global_average = partial(_global, "ReduceMean")
