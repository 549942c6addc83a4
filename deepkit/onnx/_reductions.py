"""Primitives that sum up, in some sense, along axes, or put in order."""

from functools import partial

import numpy as np

from deepkit.backend import Equation
from deepkit.onnx._builder import Builder
from deepkit.onnx._elementwise import Rule
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._steps import cast, reduce
from deepkit.onnx._value import Value

_NUMBERS = {
    "reduce_max": "ReduceMax",
    "reduce_min": "ReduceMin",
    "reduce_prod": "ReduceProd",
    "reduce_sum": "ReduceSum",
}
_TRUTHS = {"reduce_and": "ReduceMin", "reduce_or": "ReduceMax"}


def _reduced(op: str, b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [x] = inputs
    if x.dtype == "bool":
        return cast(b, reduce(b, op, cast(b, x, "int32"), e.params["axes"]), "bool")
    return reduce(b, op, x, e.params["axes"])


def _place(op: str, b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [x], [axis] = inputs, e.params["axes"]
    x = cast(b, x, "int32") if x.dtype == "bool" else x
    found = b.add(op, x, shape=e.outputs[0].shape, dtype="int64", axis=axis, keepdims=0)
    return cast(b, found, e.outputs[0].dtype)


def _running_sum(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [x], axis = inputs, np.array(e.params["axis"])
    reverse = int(e.params["reverse"])
    return b.add("CumSum", x, axis, shape=x.shape, dtype=x.dtype, reverse=reverse)


def _top(b: Builder, e: Equation, inputs: list[Value]) -> list[Value]:
    [x], count = inputs, e.outputs[0].shape[-1]
    axis = e.params.get("axis", -1)
    specs = [(e.outputs[0].shape, x.dtype), (e.outputs[1].shape, "int64")]
    values, places = b.add_many("TopK", [x, b.size(count)], specs, axis=axis)
    return [values, cast(b, places, e.outputs[1].dtype)]


def _sorted(b: Builder, e: Equation, inputs: list[Value]) -> list[Value]:
    """Write a sort by one key; equal keys keep their order, for the largest come first reversed."""
    if e.params["num_keys"] != 1:
        raise UnsupportedError("a sort by several keys")
    key, axis = inputs[0], e.params["dimension"]
    specs = [(key.shape, key.dtype), (key.shape, "int64")]
    ordered, places = b.add_many(
        "TopK", [key, b.size(key.shape[axis])], specs, axis=axis, largest=0
    )
    rest = [
        b.add("GatherElements", x, places, shape=x.shape, dtype=x.dtype, axis=axis)
        for x in inputs[1:]
    ]
    return [ordered, *rest]


RULES: dict[str, Rule] = {
    **{name: partial(_reduced, op) for name, op in (_NUMBERS | _TRUTHS).items()},
    "argmax": partial(_place, "ArgMax"),
    "argmin": partial(_place, "ArgMin"),
    "cumsum": _running_sum,
    "sort": _sorted,
    "top_k": _top,
}
"""What is written for each primitive of this kind."""
