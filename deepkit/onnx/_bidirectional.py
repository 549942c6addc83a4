"""Layers that walk along sequences from both ends."""

from collections.abc import Sequence
from typing import Any

from deepkit.layers import GRUCell
from deepkit.onnx._builder import Builder
from deepkit.onnx._call import Call
from deepkit.onnx._elementwise import number
from deepkit.onnx._recurrence import (
    add_node,
    cell_of,
    given_to,
    in_order,
    walk,
    weights_of_both,
)
from deepkit.onnx._steps import elementwise, reduce, reshape, transpose
from deepkit.onnx._value import Value

_REDUCTIONS = {"sum": "ReduceSum", "ave": "ReduceMean", "mul": "ReduceProd"}


def bidirectional(b: Builder, call: Call) -> list[Value]:
    """Write a call of `Bidirectional` without a mask: one node if both layers are of one kind."""
    layer = call.layer
    pair = layer.forward_layer, layer.backward_layer
    cells = [cell_of(each) for each in pair]
    xs, states = given_to(b, call)
    if _are_alike(*cells) and not pair[0].go_backwards:
        return _one_node(b, layer, cells, xs, states)
    return _two_nodes(b, layer, pair, xs, states)


def _are_alike(forward: Any, backward: Any) -> bool:
    """Tell whether one node can walk both cells."""
    same = type(forward) is type(backward) and forward.units == backward.units
    return same and (type(forward) is not GRUCell or forward.reset_after == backward.reset_after)


def _one_node(
    b: Builder, layer: Any, cells: Sequence[Any], xs: Value, states: list[Value]
) -> list[Value]:
    (steps, batch), units, half = xs.shape[:2], cells[0].units, len(states) // 2
    pairs = zip(states[:half], states[half:], strict=True)
    first = [_of_both(b, pair, (batch, units)) for pair in pairs]
    weights = weights_of_both(b, *cells)
    every, *finals = add_node(b, cells, "bidirectional", xs, weights, first)
    if layer.return_sequences:
        outputs = _merged(b, layer.merge_mode, every, (steps, batch, units), 1)
    else:
        outputs = _merged(b, layer.merge_mode, finals[0], (batch, units), 0)
    if not layer.return_state:
        return outputs
    last = [_apart(b, x, (batch, units), 0) for x in finals]
    return [*outputs, *(x for x, _ in last), *(x for _, x in last)]


def _of_both(b: Builder, pair: tuple[Value, Value], shape: Any) -> Value:
    """Return the first states of both directions as one tensor."""
    parts = [reshape(b, state, (1, *shape)) for state in pair]
    return b.add("Concat", *parts, shape=(2, *shape), dtype=pair[0].dtype, axis=0)


def _merged(b: Builder, mode: str | None, both: Value, shape: Any, axis: int) -> list[Value]:
    """Return what is made of outputs that have an axis for the directions; batches come first."""
    if mode in _REDUCTIONS:
        return [_batch_first(b, reduce(b, _REDUCTIONS[mode], both, [axis]))]
    if mode is None:
        return [_batch_first(b, x) for x in _apart(b, both, shape, axis)]
    order = (1, 0, 2) if axis == 0 else (2, 0, 1, 3)
    side_by_side = transpose(b, both, order)
    sizes = side_by_side.shape
    return [reshape(b, side_by_side, (*sizes[:-2], 2 * shape[-1]))]


def _batch_first(b: Builder, x: Value) -> Value:
    return x if x.ndim == 2 else in_order(b, x, turned=False)


def _apart(b: Builder, both: Value, shape: Any, axis: int) -> list[Value]:
    """Return the parts of a tensor that belong to the two directions."""
    one = (*shape[:axis], 1, *shape[axis:])
    parts = b.add_many("Split", [both], [(one, both.dtype)] * 2, axis=axis, num_outputs=2)
    return [reshape(b, x, shape) for x in parts]


def _two_nodes(
    b: Builder, layer: Any, pair: tuple[Any, Any], xs: Value, states: list[Value]
) -> list[Value]:
    count = len(pair[0].state_size) if states else 0
    walks = [
        walk(b, each, xs, given)
        for each, given in zip(pair, (states[:count], states[count:]), strict=True)
    ]
    if layer.return_sequences:
        # What the second layer returns is turned round.
        turns = pair[0].go_backwards, not pair[1].go_backwards
        outputs = [in_order(b, w[0], turned=turned) for w, turned in zip(walks, turns, strict=True)]
    else:
        outputs = [w[1] for w in walks]
    last = [x for w in walks for x in w[1:]] if layer.return_state else []
    return [*_joined(b, layer.merge_mode, *outputs), *last]


def _joined(b: Builder, mode: str | None, y: Value, back: Value) -> list[Value]:
    """Return what is made of the outputs of two nodes."""
    if mode is None:
        return [y, back]
    if mode == "concat":
        width = int(y.shape[-1]) + int(back.shape[-1])
        shape = (*y.shape[:-1], width)
        return [b.add("Concat", y, back, shape=shape, dtype=y.dtype, axis=-1)]
    joined = elementwise(b, "Mul" if mode == "mul" else "Add", y, back)
    return [elementwise(b, "Div", joined, number(b, 2, joined)) if mode == "ave" else joined]
