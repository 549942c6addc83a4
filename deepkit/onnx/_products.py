"""Primitives that multiply and add: products of matrices, convolutions, windows."""

from collections.abc import Sequence
from functools import partial
from math import prod
from typing import Any

import numpy as np

from deepkit.backend import Equation, Size
from deepkit.onnx._builder import Builder
from deepkit.onnx._elementwise import Rule, number
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._steps import cast, elementwise, reshape, transpose
from deepkit.onnx._types import FLOATS
from deepkit.onnx._value import Value


def product_of(sizes: Sequence[Size]) -> Size:
    """Return the product of sizes.

    Args:
        sizes: numbers or expressions.
    """
    numbers = prod(size for size in sizes if isinstance(size, int))
    names = [f"({size})" for size in sizes if not isinstance(size, int)]
    if not names:
        return numbers
    if numbers == 1 and len(names) == 1:
        return names[0][1:-1]
    return "*".join(([str(numbers)] if numbers != 1 else []) + names)


def _dot(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    """Write a product over any axes as one of matrices: batch axes, rows, columns."""
    (summed, also), (left_batch, right_batch) = e.params["dimension_numbers"]
    left, right = inputs
    rows = [i for i in range(left.ndim) if i not in (*summed, *left_batch)]
    columns = [i for i in range(right.ndim) if i not in (*also, *right_batch)]
    batch = [left.shape[i] for i in left_batch]
    x = transpose(b, left, [*left_batch, *rows, *summed])
    y = transpose(b, right, [*right_batch, *also, *columns])
    inner = product_of([left.shape[i] for i in summed])
    wide = product_of([right.shape[i] for i in columns])
    # Without batch axes, MatMul takes as many rows as there are.
    tall = [left.shape[i] for i in rows]
    if batch:
        tall = [product_of(tall)]
    x = reshape(b, x, (*batch, *tall, inner))
    y = reshape(b, y, (*batch, inner, wide))
    made = b.add("MatMul", x, y, shape=(*batch, *tall, wide), dtype=x.dtype)
    return reshape(b, made, e.outputs[0].shape)


def convolve(
    b: Builder, x: Value, kernel: Any, bias: Any, shape: Sequence[Size], **how: Any
) -> Value:
    """Add a convolution of channels that come second.

    Args:
        b: the graph.
        x: `(batch, channels, ...)`.
        kernel: `(filters, channels, ...)`.
        bias: one for each filter, or None.
        shape: of the result.
        **how: the options of the node.
    """
    given = [x, kernel] if bias is None else [x, kernel, bias]
    return b.add("Conv", *given, shape=shape, dtype=x.dtype, **how)


def _convolution(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    p = e.params
    if p["batch_group_count"] != 1:
        raise UnsupportedError("a convolution in groups of the batch")
    if any(not isinstance(n, int) for pair in p["padding"] for n in pair):
        raise UnsupportedError("a convolution padded by the size of an open axis")
    numbers, [wire] = p["dimension_numbers"], e.outputs
    x = transpose(b, inputs[0], numbers.lhs_spec)
    kernel = transpose(b, inputs[1], numbers.rhs_spec)
    shape = [wire.shape[axis] for axis in numbers.out_spec]
    back = np.argsort(numbers.out_spec).tolist()
    if any(n != 1 for n in p["lhs_dilation"]):
        return transpose(b, _transposed(b, p, x, kernel, shape), back)
    how = {
        "strides": list(p["window_strides"]),
        "dilations": list(p["rhs_dilation"]),
        "pads": [*(low for low, _ in p["padding"]), *(high for _, high in p["padding"])],
        "group": p["feature_group_count"],
    }
    result = convolve(b, x, kernel, None, shape, **how)
    return transpose(b, result, back)


def _transposed(
    b: Builder, p: dict[str, Any], x: Value, kernel: Value, shape: Sequence[Size]
) -> Value:
    """Write a convolution over spread numbers, which ONNX sees from the other side."""
    if any(n != 1 for n in p["window_strides"]) or p["feature_group_count"] != 1:
        raise UnsupportedError("a transposed convolution with strides or groups of its own")
    if kernel.array is None:
        raise UnsupportedError("a transposed convolution with a kernel that is computed")
    reach = [
        rate * (n - 1) for rate, n in zip(p["rhs_dilation"], kernel.array.shape[2:], strict=True)
    ]
    pads = list(zip(reach, p["padding"], strict=True))
    low, high = ([n - pair[side] for n, pair in pads] for side in (0, 1))
    more = [max(-n, 0) for n in high]
    if min(low) < 0 or any(n >= step for n, step in zip(more, p["lhs_dilation"], strict=True)):
        raise UnsupportedError("a transposed convolution that is padded so far")
    turned = np.flip(kernel.array, tuple(range(2, kernel.ndim))).swapaxes(0, 1)
    return b.add(
        "ConvTranspose", x, b.constant(turned.copy(), name=kernel.name), shape=shape, dtype=x.dtype,
        strides=list(p["lhs_dilation"]), dilations=list(p["rhs_dilation"]),
        pads=[*low, *(max(n, 0) for n in high)], output_padding=more,
    )  # fmt: skip


def _windows(op: str, b: Builder, e: Equation, inputs: list[Value]) -> Value:
    """Write the largest number, or the sum, of windows along some axes."""
    p, [x] = e.params, inputs
    sizes, steps, pads = p["window_dimensions"], p["window_strides"], p["padding"]
    moved = [i for i, size in enumerate(sizes) if size != 1 or steps[i] != 1]
    if any(n != 1 for n in p["base_dilation"]) or len(moved) > 3:
        raise UnsupportedError("this kind of windows (reduce_window)")
    order = [i for i in range(x.ndim) if i not in moved] + moved
    kept = [x.shape[i] for i in order[: len(order) - len(moved)]]
    space = [x.shape[i] for i in moved]
    exact = x if x.dtype in FLOATS else cast(b, x, "float64")  # no node takes whole numbers
    flat = reshape(b, transpose(b, exact, order), (product_of(kept), 1, *space))
    made = [e.outputs[0].shape[i] for i in moved]
    how = {
        "kernel_shape": [sizes[i] for i in moved],
        "strides": [steps[i] for i in moved],
        "dilations": [p["window_dilation"][i] for i in moved],
        "pads": [*(pads[i][0] for i in moved), *(pads[i][1] for i in moved)],
    }
    more = {"count_include_pad": 1} if op == "AveragePool" else {}
    shape = (flat.shape[0], 1, *made)
    result = b.add(op, flat, shape=shape, dtype=flat.dtype, **how, **more)
    if op == "AveragePool":
        result = elementwise(b, "Mul", result, number(b, prod(how["kernel_shape"]), result))
        result = result if exact is x else elementwise(b, "Round", result)
    result = transpose(b, reshape(b, result, (*kept, *made)), np.argsort(order).tolist())
    return cast(b, result, x.dtype)


RULES: dict[str, Rule] = {
    "conv_general_dilated": _convolution,
    "dot_general": _dot,
    "reduce_window_max": partial(_windows, "MaxPool"),
    "reduce_window_sum": partial(_windows, "AveragePool"),
}
"""What is written for each primitive of this kind."""
