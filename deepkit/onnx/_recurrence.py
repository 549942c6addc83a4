"""Layers that walk along sequences, by the nodes that ONNX has for them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from deepkit import activations
from deepkit.backend import leaves
from deepkit.errors import SavingError
from deepkit.layers import GRUCell, LSTMCell, SimpleRNNCell
from deepkit.onnx._builder import Builder
from deepkit.onnx._call import Call, weight
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._steps import backwards, reshape, transpose
from deepkit.onnx._value import Value

_FUNCTIONS = {
    activations.relu: "Relu",
    activations.sigmoid: "Sigmoid",
    activations.softplus: "Softplus",
    activations.softsign: "Softsign",
    activations.tanh: "Tanh",
}
# The gates of a kernel of ours in the order in which ONNX wants them.
_ORDERS = {LSTMCell: (0, 3, 1, 2), GRUCell: (0, 1, 2), SimpleRNNCell: (0,)}
_NODES = {LSTMCell: "LSTM", GRUCell: "GRU", SimpleRNNCell: "RNN"}


def recurrent(b: Builder, call: Call) -> list[Value]:
    """Write a call of `LSTM`, `GRU`, `SimpleRNN` or `RNN` without a mask."""
    layer, cell = call.layer, call.layer.cell
    if layer.stateful:
        raise SavingError(
            f"Layer {layer.name!r} is stateful, and an ONNX model keeps nothing between two calls. "
            "Give it `initial_state` as an input, and return its state with `return_state=True`."
        )
    if type(cell) not in _NODES:
        raise UnsupportedError("a cell of its own")
    if any(isinstance(x, Value) for name, x in call.kwargs.items() if name == "mask"):
        raise UnsupportedError("a mask")
    xs, states = _given(b, call)
    kind = type(cell)
    node = _NODES[kind]
    options: dict[str, Any] = {
        "hidden_size": cell.units,
        "direction": "reverse" if layer.go_backwards else "forward",
        "activations": _functions(cell),
    }
    if node == "GRU":
        options["linear_before_reset"] = int(cell.reset_after)
    steps, batch = xs.shape[:2]
    last = ((1, batch, cell.units), xs.dtype)
    specs = [((steps, 1, batch, cell.units), xs.dtype), *[last] * (2 if node == "LSTM" else 1)]
    given = [xs, *_weights(b, cell), None, *states]
    every, *finals = b.add_many(node, given, specs, **options)
    finals = [reshape(b, x, (batch, cell.units)) for x in finals]
    if not layer.return_sequences:
        return [finals[0], *(finals if layer.return_state else [])]
    outputs = transpose(b, reshape(b, every, (steps, batch, cell.units)), (1, 0, 2))
    outputs = backwards(b, outputs, 1) if layer.go_backwards else outputs
    return [outputs, *(finals if layer.return_state else [])]


def _given(b: Builder, call: Call) -> tuple[Value, list[Value]]:
    """Return the inputs with the steps first, and the first states if they are given."""
    given = dict(zip(("sequences", "initial_state"), call.args, strict=False)) | call.kwargs
    xs, states = given["sequences"], leaves(given.get("initial_state"))
    units = call.layer.cell.units
    shaped = [reshape(b, state, (1, xs.shape[0], units)) for state in states]
    return transpose(b, xs, (1, 0, 2)), shaped


def _functions(cell: Any) -> list[str]:
    """Return the functions of a cell by their names in ONNX, those of gates first."""
    wanted = [cell.activation]
    if not isinstance(cell, SimpleRNNCell):
        wanted = [cell.recurrent_activation, cell.activation]
    if isinstance(cell, LSTMCell):
        wanted.append(cell.activation)
    if not set(wanted) <= set(_FUNCTIONS):
        raise UnsupportedError("an activation of its own")
    return [_FUNCTIONS[function] for function in wanted]


def _weights(b: Builder, cell: Any) -> list[Value]:
    order = _ORDERS[type(cell)]
    kernels = [
        weight(b, variable, lambda kernel: _by_gate(kernel, order).T[None], name)
        for variable, name in ((cell.kernel, "kernel"), (cell.recurrent_kernel, "recurrent_kernel"))
    ]
    if cell.bias is None:
        return [*kernels, b.constant(np.zeros((1, 2 * cell.units * len(order)), "float32"))]
    return [*kernels, weight(b, cell.bias, lambda bias: _biases(bias, order), "bias")]


def _by_gate(kernel: np.ndarray, order: Sequence[int]) -> np.ndarray:
    """Return a kernel with its gates in another order."""
    gates = np.split(kernel, len(order), axis=-1)
    return np.concatenate([gates[place] for place in order], axis=-1)


def _biases(bias: np.ndarray, order: Sequence[int]) -> np.ndarray:
    """Return the biases of inputs and of states in one row."""
    pair = bias if bias.ndim == 2 else np.stack([bias, np.zeros_like(bias)])
    return _by_gate(pair, order).reshape(1, -1)
