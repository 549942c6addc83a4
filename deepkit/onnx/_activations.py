"""Activations by one node, or few."""

from collections.abc import Callable
from functools import partial
from typing import Any

from deepkit import activations
from deepkit.onnx._builder import Builder
from deepkit.onnx._call import Call
from deepkit.onnx._elementwise import number
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._steps import elementwise
from deepkit.onnx._value import Value


def _one(op: str, b: Builder, x: Value, **attributes: Any) -> Value:
    return elementwise(b, op, x, **attributes)


def _along_last(op: str, b: Builder, x: Value) -> Value:
    return b.add(op, x, shape=x.shape, dtype=x.dtype, axis=-1)


def _silu(b: Builder, x: Value) -> Value:
    return elementwise(b, "Mul", x, elementwise(b, "Sigmoid", x))


def _log_sigmoid(b: Builder, x: Value) -> Value:
    return elementwise(b, "Neg", elementwise(b, "Softplus", elementwise(b, "Neg", x)))


def _relu6(b: Builder, x: Value) -> Value:
    return elementwise(b, "Clip", x, number(b, 0, x), number(b, 6, x))


_KNOWN: dict[Any, Callable[[Builder, Value], Value]] = {
    activations.celu: partial(_one, "Celu"),
    activations.elu: partial(_one, "Elu"),
    activations.exponential: partial(_one, "Exp"),
    activations.gelu: partial(_one, "Gelu"),
    activations.hard_sigmoid: partial(_one, "HardSigmoid", alpha=1 / 6, beta=0.5),
    activations.hard_silu: partial(_one, "HardSwish"),
    activations.hard_swish: partial(_one, "HardSwish"),
    activations.leaky_relu: partial(_one, "LeakyRelu", alpha=0.2),
    activations.linear: lambda b, x: x,
    activations.log_sigmoid: _log_sigmoid,
    activations.log_softmax: partial(_along_last, "LogSoftmax"),
    activations.mish: partial(_one, "Mish"),
    activations.relu: partial(_one, "Relu"),
    activations.relu6: _relu6,
    activations.selu: partial(_one, "Selu"),
    activations.sigmoid: partial(_one, "Sigmoid"),
    activations.silu: _silu,
    activations.softmax: partial(_along_last, "Softmax"),
    activations.softplus: partial(_one, "Softplus"),
    activations.softsign: partial(_one, "Softsign"),
    activations.swish: _silu,
    activations.tanh: partial(_one, "Tanh"),
}


def is_known(function: Any) -> bool:
    """Tell whether a function is known to see single numbers, or those along the last axis.

    Args:
        function: any; those of `deepkit.activations` are.
    """
    return getattr(activations, getattr(function, "__name__", ""), None) is function


def activate(b: Builder, function: Any, x: Value) -> Value:
    """Apply an activation.

    Args:
        b: the graph.
        function: of `deepkit.activations`.
        x: a tensor.

    Raises:
        UnsupportedError: if there is no node for it.
    """
    if function not in _KNOWN:
        raise UnsupportedError(f"the activation {getattr(function, '__name__', function)}")
    return _KNOWN[function](b, x)


def activation(b: Builder, call: Call) -> Value:
    """Write a call of `Activation`."""
    return activate(b, call.layer.activation, call.x)


def relu(b: Builder, call: Call) -> Value:
    """Write a call of `ReLU`."""
    layer, x = call.layer, call.x
    if layer.threshold:
        raise UnsupportedError("a threshold")
    alpha = float(layer.negative_slope)
    x = elementwise(b, "LeakyRelu", x, alpha=alpha) if alpha else elementwise(b, "Relu", x)
    if layer.max_value is None:
        return x
    return elementwise(b, "Min", x, number(b, layer.max_value, x))


def leaky_relu(b: Builder, call: Call) -> Value:
    """Write a call of `LeakyReLU`."""
    return elementwise(b, "LeakyRelu", call.x, alpha=float(call.layer.negative_slope))


def elu(b: Builder, call: Call) -> Value:
    """Write a call of `ELU`."""
    return elementwise(b, "Elu", call.x, alpha=float(call.layer.alpha))


def softmax(b: Builder, call: Call) -> Value:
    """Write a call of `Softmax` along one axis, without a mask."""
    if not isinstance(call.layer.axis, int):
        raise UnsupportedError("several axes")
    return b.add("Softmax", call.x, shape=call.x.shape, dtype=call.x.dtype, axis=call.layer.axis)
