"""Primitives that treat all numbers alike."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from deepkit.backend import Equation
from deepkit.onnx._builder import Builder
from deepkit.onnx._steps import cast, elementwise
from deepkit.onnx._value import Value

Rule = Callable[[Builder, Equation, list[Value]], Any]

_ONE = {
    "abs": "Abs", "acos": "Acos", "acosh": "Acosh", "asin": "Asin", "asinh": "Asinh",
    "atan": "Atan", "atanh": "Atanh", "ceil": "Ceil", "cos": "Cos", "cosh": "Cosh", "erf": "Erf",
    "exp": "Exp", "floor": "Floor", "log": "Log", "logistic": "Sigmoid", "neg": "Neg",
    "sign": "Sign", "sin": "Sin", "sinh": "Sinh", "sqrt": "Sqrt", "tan": "Tan", "tanh": "Tanh",
}  # fmt: skip
_TWO = {
    "add": "Add", "add_any": "Add", "div": "Div", "max": "Max", "min": "Min", "mul": "Mul",
    "pow": "Pow", "sub": "Sub",
}  # fmt: skip
_COMPARED = {
    "eq": "Equal",
    "ge": "GreaterOrEqual",
    "gt": "Greater",
    "le": "LessOrEqual",
    "lt": "Less",
}
_LOGICAL = {"and": ("And", "BitwiseAnd"), "or": ("Or", "BitwiseOr"), "xor": ("Xor", "BitwiseXor")}
_SAME = (
    "copy",
    "copy_p",
    "device_put",
    "optimization_barrier",
    "reduce_precision",
    "stop_gradient",
)


def _plain(op: str, b: Builder, e: Equation, inputs: list[Value]) -> Value:
    return elementwise(b, op, *inputs)


def _extreme(op: str, b: Builder, e: Equation, inputs: list[Value]) -> Value:
    if inputs[0].dtype == "bool":
        return elementwise(b, {"Max": "Or", "Min": "And"}[op], *inputs)
    others = [x for x in inputs if not _is_zero(x)]
    if op == "Max" and len(others) == 1 and others[0].dtype == "float32":
        return elementwise(b, "Relu", others[0])  # which runtimes fuse with what is before it
    return elementwise(b, op, *inputs)


def _is_zero(x: Value) -> bool:
    return x.array is not None and x.scalar and not x.array.any()


def _compared(op: str, b: Builder, e: Equation, inputs: list[Value]) -> Value:
    if inputs[0].dtype == "bool" and op != "Equal":
        inputs = [cast(b, x, "int32") for x in inputs]
    return elementwise(b, op, *inputs, dtype="bool")


def _unequal(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    return elementwise(b, "Not", _compared("Equal", b, e, inputs))


def _logical(ops: tuple[str, str], b: Builder, e: Equation, inputs: list[Value]) -> Value:
    return elementwise(b, ops[inputs[0].dtype != "bool"], *inputs)


def _not(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    return elementwise(b, "Not" if inputs[0].dtype == "bool" else "BitwiseNot", *inputs)


def _same(b: Builder, e: Equation, inputs: list[Value]) -> list[Value]:
    return inputs


def number(b: Builder, value: float, like: Value) -> Value:
    """Return one number in the dtype of a tensor.

    Args:
        b: the graph.
        value: the number.
        like: the tensor.
    """
    return b.constant(np.array(value, like.dtype))


def _rsqrt(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    return elementwise(b, "Reciprocal", elementwise(b, "Sqrt", *inputs))


def _log1p(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    # Exact for small numbers too: log(1 + x) * x / ((1 + x) - 1), and x where 1 + x is 1.
    [x] = inputs
    above = elementwise(b, "Add", x, number(b, 1, x))
    rounded = elementwise(b, "Sub", above, number(b, 1, x))
    tiny = elementwise(b, "Equal", rounded, number(b, 0, x), dtype="bool")
    large = elementwise(b, "IsInf", above, dtype="bool")
    plain = elementwise(b, "Or", tiny, large)
    safe = elementwise(b, "Where", plain, number(b, 1, x), rounded, dtype=x.dtype)
    ratio = elementwise(
        b, "Where", plain, number(b, 1, x), elementwise(b, "Div", x, safe), dtype=x.dtype
    )
    log = elementwise(b, "Log", above)
    return elementwise(b, "Where", tiny, x, elementwise(b, "Mul", log, ratio), dtype=x.dtype)


def _expm1(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    # tanh keeps small numbers exact: exp(x) - 1 = 2 tanh(x/2) / (1 - tanh(x/2)).
    [x] = inputs
    t = elementwise(b, "Tanh", elementwise(b, "Mul", x, number(b, 0.5, x)))
    near = elementwise(
        b, "Div", elementwise(b, "Add", t, t), elementwise(b, "Sub", number(b, 1, x), t)
    )
    far = elementwise(b, "Sub", elementwise(b, "Exp", x), number(b, 1, x))
    small = elementwise(b, "Less", elementwise(b, "Abs", x), number(b, 0.5, x), dtype="bool")
    return elementwise(b, "Where", small, near, far, dtype=x.dtype)


def _square(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    return elementwise(b, "Mul", *inputs, *inputs)


def _integer_power(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [x], power = inputs, e.params["y"]
    if power == 2:
        return _square(b, e, inputs)
    return elementwise(b, "Pow", x, number(b, power, x))


def _exp2(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [x] = inputs
    return elementwise(b, "Pow", number(b, 2, x), x)


def _cube_root(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [x] = inputs
    size = elementwise(b, "Pow", elementwise(b, "Abs", x), number(b, 1 / 3, x))
    return elementwise(b, "Mul", elementwise(b, "Sign", x), size)


def _erfc(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [x] = inputs
    return elementwise(b, "Sub", number(b, 1, x), elementwise(b, "Erf", x))


def _remainder(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    return elementwise(b, "Mod", *inputs, fmod=1)


def _round(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [x] = inputs
    if int(e.params["rounding_method"]) == 1:  # to even, as ONNX does
        return elementwise(b, "Round", x)
    half = elementwise(b, "Add", elementwise(b, "Abs", x), number(b, 0.5, x))
    return elementwise(b, "Mul", elementwise(b, "Sign", x), elementwise(b, "Floor", half))


def _finite(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [x] = inputs
    odd = [elementwise(b, op, x, dtype="bool") for op in ("IsNaN", "IsInf")]
    return elementwise(b, "Not", elementwise(b, "Or", *odd))


def _select(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    which, first, *others = inputs
    if which.dtype == first.dtype == "bool":  # onnxruntime has no kernel for it
        yes = elementwise(b, "And", which, others[0])
        no = elementwise(b, "And", elementwise(b, "Not", which), first)
        return elementwise(b, "Or", yes, no)
    if which.dtype == "bool":
        return elementwise(b, "Where", which, others[0], first, dtype=first.dtype)
    result = first
    for place, other in enumerate(others, 1):
        chosen = elementwise(b, "Equal", which, number(b, place, which), dtype="bool")
        result = elementwise(b, "Where", chosen, other, result, dtype=first.dtype)
    return result


def _clamp(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    low, x, high = inputs
    return elementwise(b, "Min", elementwise(b, "Max", x, low), high)


def _cast(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    return cast(b, inputs[0], e.params["new_dtype"].name)


RULES: dict[str, Rule] = {
    **{name: partial(_plain, op) for name, op in (_ONE | _TWO).items()},
    **{name: partial(_compared, op) for name, op in _COMPARED.items()},
    **{name: partial(_logical, ops) for name, ops in _LOGICAL.items()},
    **dict.fromkeys(_SAME, _same),
    "cbrt": _cube_root,
    "clamp": _clamp,
    "convert_element_type": _cast,
    "erfc": _erfc,
    "exp2": _exp2,
    "expm1": _expm1,
    "integer_pow": _integer_power,
    "is_finite": _finite,
    "log1p": _log1p,
    "max": partial(_extreme, "Max"),
    "min": partial(_extreme, "Min"),
    "ne": _unequal,
    "not": _not,
    "rem": _remainder,
    "round": _round,
    "rsqrt": _rsqrt,
    "select_n": _select,
    "square": _square,
}
"""What is written for each primitive of this kind."""
