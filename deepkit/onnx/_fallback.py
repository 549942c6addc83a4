"""Layers of a user's that jax2onnx writes, where it is installed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np
from onnx import GraphProto, NodeProto, ValueInfoProto, checker, shape_inference

from deepkit.backend import Box, DTypePolicy, Place, Wire, leaves, map_structure, scope
from deepkit.errors import SavingError
from deepkit.onnx._builder import Builder, rename
from deepkit.onnx._types import HALF, OPSET, element_type, written_dtype
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
        import jax2onnx  # pyright: ignore[reportMissingImports]  # an extra, not JAX
    except ImportError:
        raise SavingError(
            f"{told} has no counterpart there that deepkit knows. Compute without it, or install "
            "jax2onnx, which is then tried for this layer: pip install 'deepkit[jax2onnx]'."
        ) from None
    specs = [SimpleNamespace(shape=x.shape, dtype=np.dtype(x.dtype)) for x in inputs]
    try:
        model = jax2onnx.to_onnx(_function(box), specs, model_name=layer.name, opset=OPSET)
    except Exception as error:  # a plugin of it may raise anything
        raise SavingError(f"{told} is not known, and jax2onnx fails: {error}") from error
    if model.functions:
        raise SavingError(f"{told} is not known, and jax2onnx makes functions of it.")
    try:  # it writes nodes of later opsets too
        checker.check_model(model, full_check=True)
    except (checker.ValidationError, shape_inference.InferenceError) as error:
        raise SavingError(
            f"{told} is not known, and what jax2onnx makes of it is not valid in opset {OPSET}: "
            f"{error}"
        ) from error
    return _merged(b, model.graph, inputs, outputs)


def _function(box: Box) -> Callable[..., list[Any]]:
    """Return the call of a box as a function of its arrays."""

    def call(*arrays: Any) -> list[Any]:
        def fill(leaf: Any) -> Any:
            return arrays[leaf.number] if isinstance(leaf, Place) else leaf

        args, kwargs = map_structure(fill, (box.args, box.kwargs))
        with scope(), _in_single_precision(box.layer):
            return leaves(box.layer(*args, **kwargs))

    return call


@contextmanager
def _in_single_precision(layer: Any) -> Iterator[None]:
    """Let a layer compute as files do: few nodes take numbers of half precision."""
    before = layer.dtype_policy
    if before.compute_dtype in HALF:
        layer.dtype_policy = DTypePolicy(written_dtype(before.compute_dtype))
        layer.dtype_policy.variable_dtype = before.variable_dtype
    try:
        yield
    finally:
        layer.dtype_policy = before


def _merged(
    b: Builder, graph: GraphProto, inputs: list[Value], outputs: Sequence[Wire]
) -> list[Value]:
    """Add the nodes of another graph, under names of their own."""
    known = dict(zip((each.name for each in graph.input), (x.name for x in inputs), strict=True))
    names = {name: known.get(name) or b.fresh(name) for name in _names_in(graph)}
    rename(graph, names)
    for tensor in graph.initializer:
        b.tensors[tensor.name] = tensor
    _drop_node_names(graph)
    b.nodes.extend(NodeProto.FromString(node.SerializeToString()) for node in graph.node)
    return [_as_written(b, info, wire) for info, wire in zip(graph.output, outputs, strict=True)]


def _as_written(b: Builder, info: ValueInfoProto, wire: Wire) -> Value:
    """Return an output in the dtype that it has in our files."""
    dtype = written_dtype(wire.dtype)
    given = Value(info.name, wire.shape, dtype)
    if info.type.tensor_type.elem_type == element_type(dtype):
        return given
    return b.add("Cast", given, shape=wire.shape, dtype=dtype, to=element_type(dtype))


def _drop_node_names(graph: GraphProto) -> None:
    """Take from nodes the names that those of another call may have too."""
    for node in graph.node:
        node.ClearField("name")
        for attribute in node.attribute:
            _drop_node_names(attribute.g)


def _names_in(graph: GraphProto) -> dict[str, None]:
    """Return the names of all tensors of a graph, in order; of graphs within it too."""
    found = {each.name: None for each in (*graph.input, *graph.initializer)}
    for node in graph.node:
        found |= dict.fromkeys(name for name in node.output if name)
        for attribute in node.attribute:
            found |= _names_in(attribute.g)
    return found
