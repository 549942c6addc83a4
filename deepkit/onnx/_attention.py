"""Attention along one axis: products of matrices, and one Softmax."""

import math
from functools import reduce
from typing import Any

import numpy as np

from deepkit.onnx._builder import Builder
from deepkit.onnx._call import Call
from deepkit.onnx._dense import affine
from deepkit.onnx._elementwise import number
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._steps import cast, elementwise, reshape, transpose
from deepkit.onnx._value import Value

_NAMES = ("query", "value", "key", "query_mask", "value_mask", "key_mask", "attention_mask")
_HIDDEN = {True: -1e9, False: -0.7 * float(np.finfo("float32").max)}


def attention(b: Builder, call: Call) -> list[Value]:
    """Write a call of `MultiHeadAttention` on sequences."""
    layer = call.layer
    given = dict(zip(_NAMES, call.args, strict=False)) | call.kwargs
    query, value = given["query"], given["value"]
    key = value if given.get("key") is None else given["key"]
    if query.ndim != 3 or layer.sliding_window is not None or layer._output_sizes is not None:
        raise UnsupportedError("other axes, sizes or windows")
    parts = ((query, layer.query_dense), (key, layer.key_dense), (value, layer.value_dense))
    q, k, v = (_heads(b, x, linear) for x, linear in parts)
    q = elementwise(b, "Mul", q, number(b, 1 / math.sqrt(layer.key_dim), q))
    scores = _matmul(b, q, transpose(b, k, (0, 1, 3, 2)))
    shown = bool(given.get("return_attention_scores"))
    exact = bool(layer.dropout) or shown or layer.value_dim != layer.key_dim
    shares = _shares(b, scores, _mask(b, given, scores), exact=exact)
    heads = transpose(b, _matmul(b, shares, v), (0, 2, 1, 3))
    flat = reshape(b, heads, (*heads.shape[:2], layer.num_heads * layer.value_dim))
    if layer.use_gate:
        flat = elementwise(
            b, "Mul", flat, elementwise(b, "Sigmoid", _linear(b, query, layer._gate_dense))
        )
    output = _linear(b, flat, layer.output_dense, summed=2)
    return [output, shares] if shown else [output]


def _linear(b: Builder, x: Value, linear: Any, summed: int = 1) -> Value:
    """Apply a linear map as one product with a matrix."""
    kernel = np.asarray(linear.kernel.value)
    rows = math.prod(kernel.shape[:summed])
    bias = linear.bias
    y = affine(b, x, _flat(b, linear.kernel, (rows, -1)), None)
    return y if bias is None else elementwise(b, "Add", y, _flat(b, bias, (-1,)))


def _flat(b: Builder, variable: Any, shape: tuple[int, ...]) -> Value:
    key = (id(variable), shape)
    if key not in b.arranged:
        array = np.asarray(variable.value).reshape(shape)
        b.arranged[key] = b.constant(array, "float32", name=variable.path)
    return b.arranged[key]


def _heads(b: Builder, x: Value, linear: Any) -> Value:
    """Return what a linear map makes of a tensor, `(batch, heads, steps, size)`."""
    heads, size = linear.kernel.shape[1:]
    y = reshape(b, _linear(b, x, linear), (*x.shape[:2], heads, size))
    return transpose(b, y, (0, 2, 1, 3))


def _matmul(b: Builder, x: Value, y: Value) -> Value:
    return b.add("MatMul", x, y, shape=(*x.shape[:-1], y.shape[-1]), dtype=x.dtype)


def _shares(b: Builder, scores: Value, mask: Value | None, *, exact: bool) -> Value:
    """Return the softmax of scores; where all is hidden, nothing or the same to all."""
    if mask is not None:
        low = number(b, _HIDDEN[exact], scores)
        scores = elementwise(b, "Where", mask, scores, low, dtype=scores.dtype)
    shares = b.add("Softmax", scores, shape=scores.shape, dtype=scores.dtype, axis=-1)
    if mask is None or not exact:
        return shares
    return elementwise(b, "Where", mask, shares, number(b, 0, shares), dtype=shares.dtype)


def _mask(b: Builder, given: dict[str, Any], scores: Value) -> Value | None:
    """Return where a target sees a source, to be broadcast to the scores; None for everywhere."""
    masks = []
    for name, axes in (("query_mask", (1, 3)), ("value_mask", (1, 2)), ("key_mask", (1, 2))):
        if given.get(name) is not None:
            mask = cast(b, given[name], "bool")
            sizes = iter(mask.shape)
            masks.append(reshape(b, mask, [1 if i in axes else next(sizes) for i in range(4)]))
    pairs = given.get("attention_mask")
    if pairs is not None:
        shape = pairs.shape if pairs.ndim == 4 else (*pairs.shape[:-2], 1, *pairs.shape[-2:])
        masks.append(reshape(b, cast(b, pairs, "bool"), shape))
    if given.get("use_causal_mask"):
        rows, columns = scores.shape[2:]
        if not isinstance(rows, int) or not isinstance(columns, int):
            raise UnsupportedError("an open number of steps")
        masks.append(b.constant(np.tri(rows, columns, dtype=bool)))
    return reduce(lambda x, y: elementwise(b, "And", x, y), masks) if masks else None
