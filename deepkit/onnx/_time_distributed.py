"""Layers that are applied to each step of a sequence."""

import inspect
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from deepkit import layers
from deepkit.backend import equations_of, named_spec
from deepkit.onnx._activations import is_known
from deepkit.onnx._builder import Builder
from deepkit.onnx._call import Call
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._products import product_of
from deepkit.onnx._steps import reshape
from deepkit.onnx._value import Value

# They do the same to all numbers, or to each last axis, however many axes there are.
_ANY_AXES = {
    layers.Activation, layers.Dense, layers.ELU, layers.Embedding, layers.LeakyReLU, layers.ReLU,
}  # fmt: skip
_FUNCTIONS = ("activation", "recurrent_activation")


def each_step(
    b: Builder, call: Call, known: Collection[type[Any]], stays_whole: Callable[[Any], bool]
) -> list[Value]:
    """Write a call of `TimeDistributed`: its layer on rows of a larger batch, or as it is.

    Args:
        b: the graph.
        call: the call.
        known: layers whose samples do not see each other.
        stays_whole: tells of a layer whether its calls are written as one.

    Raises:
        UnsupportedError: if the layer gets a mask, or its samples may see each other.
    """
    given = dict(zip(("inputs", "training", "mask"), call.args, strict=False)) | call.kwargs
    layer, x = call.layer.layer, given["inputs"]
    takes_mask = "mask" in inspect.signature(type(layer).call).parameters
    if takes_mask and isinstance(given.get("mask"), Value):
        raise UnsupportedError("a mask")
    if not _is_by_rows(layer, known, x.ndim - 1):
        raise UnsupportedError("a layer of its own")
    rows = x if type(layer) in _ANY_AXES else _rows(b, x)
    program, _ = equations_of(layer, [named_spec(rows.shape, rows.dtype)], stays_whole)
    assert call.run is not None  # the writer of boxes gave it
    pairs = zip(call.run(b, program, [rows]), call.outputs, strict=True)
    return [reshape(b, result, wire.shape) for result, wire in pairs]


def _is_by_rows(layer: Any, known: Collection[type[Any]], rank: int | None = None) -> bool:
    """Tell whether no sample of a batch sees another: not if a model has functions in it."""
    if not layer.is_whole:
        # A function of a user's may look along any axis, that of the batch too.
        own = (getattr(layer, name, None) for name in _FUNCTIONS)
        return (
            type(layer) in known
            and not _looks_along_batch(layer, rank)
            and all(function is None or is_known(function) for function in own)
            and all(_is_by_rows(inner, known) for inner in layer.sublayers())
        )
    graph = getattr(layer, "graph", None)
    return graph is not None and all(
        isinstance(each, layers.Layer) and _is_by_rows(each, known) for each in graph.operations
    )


def _looks_along_batch(layer: Any, rank: int | None) -> bool:
    """Tell whether a layer may be told to look along the batch; its inputs have `rank` axes."""
    axes = getattr(layer, "axis", None)
    axes = axes if isinstance(axes, Collection) else [] if axes is None else [axes]
    if any(axis == 0 or (axis < -1 and (rank is None or axis == -rank)) for axis in axes):
        return True
    if not isinstance(layer, layers.EinsumDense):
        return False
    given, _, made = layer.equation.partition("->")
    inputs, _, kernel = given.partition(",")
    return inputs[0] in kernel or inputs[0] != made[0]


def _rows(b: Builder, x: Value) -> Value:
    """Return a tensor with its steps as further rows, whose number has a name if it is open."""
    count = product_of(x.shape[:2])
    rows = reshape(b, x, (count, *x.shape[2:]))
    if isinstance(count, int):
        return rows
    name = b.fresh("steps_of_all_rows")
    b.sizes[name] = b.size(count)
    return replace(rows, shape=(name, *x.shape[2:]))
