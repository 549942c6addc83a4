"""Normalization: that of batches is folded into the layer before it where that can be."""

from typing import Any

import numpy as np

from deepkit.onnx._builder import Builder
from deepkit.onnx._call import Call, weight
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._products import convolve
from deepkit.onnx._steps import elementwise, transpose, untransposed
from deepkit.onnx._value import Value, known_sizes


def batch_normalization(b: Builder, call: Call) -> Value:
    """Write a call of `BatchNormalization`: new weights of the layer before, or two nodes."""
    given = dict(zip(("inputs",), call.args, strict=False)) | call.kwargs
    layer, x = call.layer, given["inputs"]  # a mask is of use in training only
    axis = layer.axis % x.ndim
    parts = (layer.moving_mean, layer.moving_variance, layer.gamma, layer.beta)
    factor = weight(b, parts, lambda m, v, g, s: _factor(layer, v, g), "factor")
    term = weight(b, parts, lambda m, v, g, s: _term(m, s, _factor(layer, v, g)), "term")
    folded = _folded(b, x, axis, factor, term)
    if folded is not None:
        return folded
    shape = [-1 if place == axis else 1 for place in range(x.ndim)]
    spread = [b.constant(_array(part).reshape(shape), name=part.name) for part in (factor, term)]
    return elementwise(b, "Add", elementwise(b, "Mul", x, spread[0]), spread[1])


def _factor(layer: Any, variance: np.ndarray, gamma: np.ndarray | None) -> np.ndarray:
    root = 1 / np.sqrt(variance.astype("float64") + layer.epsilon)
    return (root if gamma is None else root * gamma).astype("float32")


def _term(mean: np.ndarray, beta: np.ndarray | None, factor: np.ndarray) -> np.ndarray:
    moved = -mean.astype("float64") * factor
    return (moved if beta is None else moved + beta).astype("float32")


def _array(value: Value | None) -> np.ndarray:
    assert value is not None  # asked for where weights are known to be
    assert value.array is not None
    return value.array


def _folded(b: Builder, x: Value, axis: int, factor: Value, term: Value) -> Value | None:
    """Return what the layer before makes with other weights; None if it cannot."""
    source, order = untransposed(x)
    made = source.made
    if made is None:
        return None
    if made.op == "Conv" and order[axis] == 1:
        inner, kernel, *rest = made.inputs
        if inner is None or kernel is None or kernel.array is None:
            return None
        bias = _array(rest[0]) if rest else np.zeros(1, "float32")
        sizes = [-1] + [1] * (kernel.ndim - 1)
        new = b.constant(kernel.array * _array(factor).reshape(sizes), name=kernel.name)
        added = b.constant(bias * _array(factor) + _array(term), name=term.name)
        result = convolve(b, inner, new, added, source.shape, **made.attributes)
        return transpose(b, result, order)
    return _folded_product(b, x, axis, factor, term)


def _folded_product(b: Builder, x: Value, axis: int, factor: Value, term: Value) -> Value | None:
    made, bias = x.made, np.zeros(1, "float32")
    if made is not None and made.op == "Add" and _is_bias(made.inputs[1]):
        bias, made = _array(made.inputs[1]), getattr(made.inputs[0], "made", None)
    if made is None or made.op != "MatMul" or axis != x.ndim - 1:
        return None
    inner, kernel = made.inputs
    if inner is None or kernel is None or kernel.array is None or kernel.ndim != 2:
        return None
    new = b.constant(kernel.array * _array(factor), name=kernel.name)
    product = b.add("MatMul", inner, new, shape=x.shape, dtype=x.dtype)
    return elementwise(
        b, "Add", product, b.constant(bias * _array(factor) + _array(term), name=term.name)
    )


def _is_bias(value: Value | None) -> bool:
    return value is not None and value.array is not None and value.ndim == 1


def layer_normalization(b: Builder, call: Call) -> Value:
    """Write a call of `LayerNormalization` over the last axes."""
    layer, x = call.layer, call.x
    axes = sorted(a % x.ndim for a in ([layer.axis] if isinstance(layer.axis, int) else layer.axis))
    if axes != list(range(axes[0], x.ndim)):
        raise UnsupportedError("axes that are not the last")
    if layer.gamma is None:
        scale: Any = np.ones(known_sizes([x.shape[axis] for axis in axes]), "float32")
    else:
        scale = layer.gamma.value
    given = [x, b.constant(scale, x.dtype)]
    if layer.beta is not None:
        given.append(b.constant(layer.beta.value, x.dtype))
    return b.add(
        "LayerNormalization", *given, shape=x.shape, dtype=x.dtype,
        axis=axes[0], epsilon=float(layer.epsilon),
    )  # fmt: skip
