"""Layers that multiply with a matrix, or look up its rows."""

import numpy as np

from deepkit.onnx._activations import activate
from deepkit.onnx._builder import Builder
from deepkit.onnx._call import Call
from deepkit.onnx._elementwise import number
from deepkit.onnx._steps import cast, elementwise, reduce, reshape
from deepkit.onnx._value import Value


def dense(b: Builder, call: Call) -> Value:
    """Write a call of `Dense`: MatMul and Add, which runtimes fuse and quantize."""
    layer, x = call.layer, call.x
    return activate(b, layer.activation, affine(b, x, layer.kernel.value, layer.bias))


def affine(b: Builder, x: Value, kernel: object, bias: object) -> Value:
    """Return the product with a matrix, and a bias added if there is one.

    Args:
        b: the graph.
        x: `(..., features)`.
        kernel: `(features, units)`.
        bias: a Variable of `(units,)`, or None.
    """
    matrix = b.constant(kernel, x.dtype)
    shape = (*x.shape[:-1], matrix.shape[-1])
    y = b.add("MatMul", x, matrix, shape=shape, dtype=x.dtype)
    value = getattr(bias, "value", None)
    return y if value is None else elementwise(b, "Add", y, b.constant(value, x.dtype))


def embedding(b: Builder, call: Call) -> Value:
    """Write a call of `Embedding`."""
    table, ids = b.constant(call.layer.embeddings.value), cast(b, call.x, "int32")
    shape = (*ids.shape, table.shape[-1])
    return b.add("Gather", table, ids, shape=shape, dtype=table.dtype, axis=0)


def multi_hot(b: Builder, call: Call) -> Value:
    """Write a call of `MultiHot`: each number compared with all."""
    given = dict(zip(("inputs", "weights"), call.args, strict=False)) | call.kwargs
    ids, weights = given["inputs"], given.get("weights")
    count, dtype = call.layer.num_tokens, call.outputs[0].dtype
    spread = reshape(b, cast(b, ids, "int32"), (*ids.shape, 1))
    tokens = np.arange(count, dtype="int32")
    hits = cast(b, elementwise(b, "Equal", spread, tokens, dtype="bool"), dtype)
    if weights is not None:
        amounts = reshape(b, cast(b, weights, dtype), (*weights.shape, 1))
        is_hit = cast(b, hits, "bool")
        hits = elementwise(b, "Where", is_hit, amounts, number(b, 0, hits), dtype=hits.dtype)
    return reduce(b, "ReduceSum", hits, [hits.ndim - 2])
