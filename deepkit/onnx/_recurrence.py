"""Layers that walk along sequences, by the nodes that ONNX has for them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from deepkit import activations
from deepkit.backend import leaves
from deepkit.errors import SavingError
from deepkit.layers import GRU, LSTM, RNN, GRUCell, LSTMCell, SimpleRNN, SimpleRNNCell
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
_LAYERS = (GRU, LSTM, RNN, SimpleRNN)
# The gates of a kernel of ours in the order in which ONNX wants them.
_ORDERS = {LSTMCell: (0, 3, 1, 2), GRUCell: (0, 1, 2), SimpleRNNCell: (0,)}
_NODES = {LSTMCell: "LSTM", GRUCell: "GRU", SimpleRNNCell: "RNN"}


def recurrent(b: Builder, call: Call) -> list[Value]:
    """Write a call of `LSTM`, `GRU`, `SimpleRNN` or `RNN` without a mask."""
    layer = call.layer
    xs, states = given_to(b, call)
    every, *finals = walk(b, layer, xs, states)
    if not layer.return_sequences:
        return [finals[0], *(finals if layer.return_state else [])]
    every = in_order(b, every, turned=layer.go_backwards)
    return [every, *(finals if layer.return_state else [])]


def given_to(b: Builder, call: Call) -> tuple[Value, list[Value]]:
    """Return the inputs with the steps first, and the first states if they are given.

    Args:
        b: the graph.
        call: of a layer that walks along sequences.

    Raises:
        UnsupportedError: if there is a mask.
    """
    given = dict(zip(("sequences", "initial_state", "mask"), call.args, strict=False)) | call.kwargs
    if isinstance(given.get("mask"), Value):
        raise UnsupportedError("a mask")
    return transpose(b, given["sequences"], (1, 0, 2)), leaves(given.get("initial_state"))


def in_order(b: Builder, every: Value, *, turned: bool) -> Value:
    """Return outputs of all steps with the batch first.

    Args:
        b: the graph.
        every: `(steps, batch, units)`, in the order of the inputs.
        turned: whether they are wanted in the opposite order.
    """
    outputs = transpose(b, every, (1, 0, 2))
    return backwards(b, outputs, 1) if turned else outputs


def walk(b: Builder, layer: Any, xs: Value, states: Sequence[Value]) -> list[Value]:
    """Return the outputs of a layer at all steps, in the order of the inputs, and its last states.

    Args:
        b: the graph.
        layer: walks along sequences.
        xs: `(steps, batch, features)`.
        states: the first states; zeros if there are none.

    Raises:
        SavingError: if the layer is stateful.
        UnsupportedError: if there is no node for it.
    """
    cell, (steps, batch) = cell_of(layer), xs.shape[:2]
    direction = "reverse" if layer.go_backwards else "forward"
    shaped = [reshape(b, state, (1, batch, cell.units)) for state in states]
    every, *finals = add_node(b, [cell], direction, xs, _weights(b, cell), shaped)
    finals = [reshape(b, x, (batch, cell.units)) for x in finals]
    return [reshape(b, every, (steps, batch, cell.units)), *finals]


def cell_of(layer: Any) -> Any:
    """Return the cell of a layer, if ONNX has a node for it.

    Args:
        layer: walks along sequences.

    Raises:
        SavingError: if the layer is stateful.
        UnsupportedError: if there is no node for it.
    """
    if layer.stateful:
        raise SavingError(
            f"Layer {layer.name!r} is stateful, and an ONNX model keeps nothing between two calls. "
            "Give it `initial_state` as an input, and return its state with `return_state=True`."
        )
    if type(layer) not in _LAYERS or type(layer.cell) not in _NODES:
        raise UnsupportedError("a layer or cell of its own")
    return layer.cell


def add_node(
    b: Builder,
    cells: Sequence[Any],
    direction: str,
    xs: Value,
    weights: Sequence[Value],
    states: Sequence[Value],
) -> list[Value]:
    """Add the node of a cell, or of one for each direction; return its outputs and last states.

    Args:
        b: the graph.
        cells: of one kind and size.
        direction: `"forward"`, `"reverse"` or `"bidirectional"`.
        xs: `(steps, batch, features)`.
        weights: kernel, recurrent kernel and biases, `(directions, ...)`.
        states: the first states, `(directions, batch, units)`; zeros if there are none.
    """
    cell, (steps, batch) = cells[0], xs.shape[:2]
    node, count = _NODES[type(cell)], len(cells)
    options: dict[str, Any] = {
        "hidden_size": cell.units,
        "direction": direction,
        "activations": [name for each in cells for name in _functions(each)],
    }
    if node == "GRU":
        options["linear_before_reset"] = int(cell.reset_after)
    last = ((count, batch, cell.units), xs.dtype)
    specs = [((steps, count, batch, cell.units), xs.dtype), *[last] * (2 if node == "LSTM" else 1)]
    return b.add_many(node, [xs, *weights, None, *states], specs, **options)


def weights_of_both(b: Builder, forward: Any, backward: Any) -> list[Value]:
    """Return the weights of two cells of one kind, those of each direction in turn.

    Args:
        b: the graph.
        forward: the cell that begins at the first step.
        backward: the cell that begins at the last step.
    """
    order = _ORDERS[type(forward)]

    def kernels(*both: np.ndarray) -> np.ndarray:
        return np.stack([_by_gate(kernel, order).T for kernel in both])

    def biases(*both: np.ndarray | None) -> np.ndarray:
        none = np.zeros((1, 2 * forward.units * len(order)), "float32")
        return np.concatenate([none if bias is None else _biases(bias, order) for bias in both])

    arranged = [
        weight(b, (forward.kernel, backward.kernel), kernels, "kernels"),
        weight(b, (forward.recurrent_kernel, backward.recurrent_kernel), kernels, "recurrents"),
    ]
    if forward.bias is None and backward.bias is None:
        return [*arranged, b.constant(biases(None, None))]
    return [*arranged, weight(b, (forward.bias, backward.bias), biases, "biases")]


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
