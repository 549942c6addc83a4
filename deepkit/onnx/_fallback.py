"""Layers of a user's that jax2onnx writes, where it is installed."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from onnx import GraphProto, NodeProto

from deepkit.backend import Box, Place, Wire, leaves, map_structure, scope
from deepkit.errors import SavingError
from deepkit.onnx._builder import Builder, rename
from deepkit.onnx._types import OPSET, written_dtype
from deepkit.onnx._value import Value


def written_by_jax2onnx(
    b: Builder, box: Box, inputs: list[Value], outputs: Sequence[Wire], reason: str
) -> list[Value]:
    """Write a call of a layer by jax2onnx.

    Args:
        b: the graph.
        box: the call.
        inputs: the tensors it is given.
        outputs: what it returns.
        reason: why it must be.

    Raises:
        SavingError: if jax2onnx is not installed, or cannot write it either.
    """
    layer = box.layer
    told = f"Layer {layer.name!r} ({type(layer).__name__}) cannot be written as ONNX: {reason}"
    try:
        import jax2onnx  # pyright: ignore[reportMissingImports]  # of no extra
    except ImportError:
        raise SavingError(
            f"{told} has no counterpart there that deepkit knows. Compute without it, or install "
            "jax2onnx, which is then tried for this layer."
        ) from None
    specs = [SimpleNamespace(shape=x.shape, dtype=np.dtype(x.dtype)) for x in inputs]
    try:
        model = jax2onnx.to_onnx(_function(box), specs, model_name=layer.name, opset=OPSET)
    except Exception as error:  # a plugin of it may raise anything
        raise SavingError(f"{told} is not known, and jax2onnx fails: {error}") from error
    if model.functions:
        raise SavingError(f"{told} is not known, and jax2onnx makes functions of it.")
    return _merged(b, model.graph, inputs, outputs)


def _function(box: Box) -> Callable[..., list[Any]]:
    """Return the call of a box as a function of its arrays."""

    def call(*arrays: Any) -> list[Any]:
        def fill(leaf: Any) -> Any:
            return arrays[leaf.number] if isinstance(leaf, Place) else leaf

        args, kwargs = map_structure(fill, (box.args, box.kwargs))
        with scope():
            return leaves(box.layer(*args, **kwargs))

    return call


def _merged(
    b: Builder, graph: GraphProto, inputs: list[Value], outputs: Sequence[Wire]
) -> list[Value]:
    """Add the nodes of another graph, under names of their own."""
    known = dict(zip((each.name for each in graph.input), (x.name for x in inputs), strict=True))
    names = {name: known.get(name) or b.fresh(name) for name in _names_in(graph)}
    rename(graph, names)
    for tensor in graph.initializer:
        b.tensors[tensor.name] = tensor
    b.nodes.extend(NodeProto.FromString(node.SerializeToString()) for node in graph.node)
    return [
        Value(info.name, wire.shape, written_dtype(wire.dtype))
        for info, wire in zip(graph.output, outputs, strict=True)
    ]


def _names_in(graph: GraphProto) -> dict[str, None]:
    """Return the names of all tensors of a graph, in order; of graphs within it too."""
    found = {each.name: None for each in (*graph.input, *graph.initializer)}
    for node in graph.node:
        found |= dict.fromkeys(name for name in node.output if name)
        for attribute in node.attribute:
            found |= _names_in(attribute.g)
    return found
