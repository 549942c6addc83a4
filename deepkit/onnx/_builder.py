"""A graph of ONNX nodes that grows node by node."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

from deepkit.backend import Size
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._types import element_type, written_array, written_dtype
from deepkit.onnx._value import Made, Value

_OPERATORS = {ast.Add: "Add", ast.Sub: "Sub", ast.Mult: "Mul", ast.Pow: "Pow"}
_FUNCTIONS = {"max": "Max", "min": "Min", "mod": "Mod"}


class Builder:
    """Collects the nodes of a graph, or of one within a node.

    Args:
        names: what arrays of the model are called, by their `id`.
        outer: the graph that a node with this one in it belongs to.
    """

    def __init__(self, names: Mapping[int, str], outer: "Builder | None" = None) -> None:
        self.names, self.outer = names, outer
        self.nodes: list[NodeProto] = []
        self.sizes: dict[str, Value] = {}  # of open axes, asked for once
        self.fresh = self._fresh if outer is None else outer.fresh
        self._counts: dict[str, int] = {}
        self._known: dict[Any, list[Value]] = {}
        self._constants: dict[Any, Value] = {} if outer is None else outer._constants
        self.arranged: dict[Any, Value] = {} if outer is None else outer.arranged
        self._kept: list[Any] = []  # an id is an array's own only while the array lives
        self.tensors: dict[str, TensorProto] = {} if outer is None else outer.tensors

    def _fresh(self, hint: str) -> str:
        """Return a name that no tensor has yet."""
        name = hint
        while name in self._counts:  # a hint may look like a name that was made up
            self._counts[hint] += 1
            name = f"{hint}_{self._counts[hint]}"
        self._counts[name] = 0
        return name

    # --- tensors ------------------------------------------------------------------------------

    def constant(self, array: Any, dtype: str | None = None, name: str = "constant") -> Value:
        """Return a tensor that is the same in each call.

        Args:
            array: its numbers.
            dtype: the dtype to give them; their own if None.
            name: in the file, if the model has none for it.
        """
        if isinstance(array, Value):
            return array
        known = self._constants.get((id(array), dtype))
        if known is not None:
            return known
        plain = written_array(array if dtype is None else np.asarray(array).astype(dtype))
        key = (plain.tobytes(), plain.shape, plain.dtype.name) if plain.size <= 64 else None
        if key in self._constants:
            return self._constants[key]
        value = Value(
            self.fresh(self.names.get(id(array), name)), plain.shape, plain.dtype.name, plain
        )
        self.tensors[value.name] = numpy_helper.from_array(plain, value.name)
        if key is not None:
            self._constants[key] = value
        else:
            self._constants[id(array), dtype] = value
            self._kept.append(array)
        return value

    def add(
        self, op: str, *inputs: Any, shape: Sequence[Size], dtype: str, **attributes: Any
    ) -> Value:
        """Add a node with one output.

        Args:
            op: its kind.
            *inputs: tensors, arrays, or None for one that is left out.
            shape: of the output.
            dtype: of the output.
            **attributes: its options.
        """
        [value] = self.add_many(op, inputs, [(tuple(shape), dtype)], **attributes)
        return value

    def add_many(
        self, op: str, inputs: Iterable[Any], specs: Sequence[Any], **attributes: Any
    ) -> list[Value]:
        """Add a node with several outputs.

        Args:
            op: its kind.
            inputs: as of `add`.
            specs: the shape and dtype of each output; None for one that is left out.
            **attributes: its options.
        """
        given = tuple(None if x is None else self.constant(x) for x in inputs)
        key = (op, tuple(x and x.name for x in given), repr(sorted(attributes.items())))
        if key in self._known and op != "Identity":  # which is asked for to have two
            return self._known[key]
        made = Made(op, given, attributes)
        outputs = [
            spec
            and Value(self.fresh(op.lower()), tuple(spec[0]), written_dtype(spec[1]), made=made)
            for spec in specs
        ]
        node = helper.make_node(
            op,
            ["" if x is None else x.name for x in given],
            ["" if x is None else x.name for x in outputs],
            **attributes,
        )
        self.nodes.append(node)
        self._known[key] = [value for value in outputs if value is not None]
        return self._known[key]

    # --- sizes --------------------------------------------------------------------------------

    def vector(self, sizes: Sequence[Size]) -> Any:
        """Return sizes as a vector of int64 for a node.

        Args:
            sizes: numbers, or expressions.
        """
        if all(isinstance(size, int) for size in sizes):
            return np.array(sizes, "int64")
        parts = [self.size(size) for size in sizes]
        return self.add("Concat", *parts, shape=(len(sizes),), dtype="int64", axis=0)

    def size(self, size: Size) -> Any:
        """Return a size as a vector of one int64.

        Args:
            size: a number or an expression.

        Raises:
            KeyError: if it names an axis that no input has.
        """
        if isinstance(size, int):
            return np.array([size], "int64")
        return self._computed(ast.parse(size, mode="eval").body)

    def _computed(self, tree: ast.expr) -> Any:
        """Return the size that an expression stands for."""
        if isinstance(tree, ast.Constant):
            return np.array([tree.value], "int64")
        if isinstance(tree, ast.Name):
            return self.known_size(tree.id)
        if isinstance(tree, ast.UnaryOp):
            return self._number("Neg", tree.operand)
        if isinstance(tree, ast.BinOp):
            return self._number(_OPERATORS[type(tree.op)], tree.left, tree.right)
        if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
            if tree.func.id == "floordiv":
                return self._divided(*tree.args)
            if tree.func.id in _FUNCTIONS:
                return self._number(_FUNCTIONS[tree.func.id], *tree.args)
        raise UnsupportedError(f"the size {ast.unparse(tree)}")

    def _divided(self, whole: ast.expr, by: ast.expr) -> Value:
        """Return a quotient rounded down; that of ONNX is rounded to zero."""
        if any(isinstance(each, ast.Sub | ast.USub) for each in ast.walk(whole)):
            rest = ast.Call(ast.Name("mod"), [whole, by], [])
            whole = ast.BinOp(whole, ast.Sub(), rest)
        return self._number("Div", whole, by)

    def _number(self, op: str, *trees: ast.expr) -> Value:
        return self.add(op, *map(self._computed, trees), shape=(1,), dtype="int64")

    def known_size(self, name: str) -> Value:
        """Return the size of an open axis by its name."""
        if name not in self.sizes and self.outer is not None:
            return self.outer.known_size(name)
        return self.sizes[name]

    # --- files --------------------------------------------------------------------------------

    def graph(
        self, name: str, inputs: Sequence[Value], outputs: Sequence[Value], *, whole: bool = True
    ) -> GraphProto:
        """Return the graph, without nodes that nothing depends on.

        Args:
            name: of the graph.
            inputs: what it is given.
            outputs: what it returns.
            whole: whether arrays are in it, and not in a graph around it.
        """
        nodes = needed_nodes(self.nodes, [value.name for value in outputs])
        used = names_used(nodes) | {value.name for value in outputs}
        tensors = [t for name, t in self.tensors.items() if name in used] if whole else []
        infos = [[_info(value) for value in values] for values in (inputs, outputs)]
        return helper.make_graph(nodes, name, *infos, initializer=tensors)


def needed_nodes(nodes: Sequence[NodeProto], outputs: Iterable[str]) -> list[NodeProto]:
    """Return the nodes that outputs depend on, in their order.

    Args:
        nodes: all nodes.
        outputs: the names of the outputs.
    """
    wanted, kept = set(outputs), []
    for node in reversed(nodes):
        if wanted & set(node.output):
            kept.append(node)
            wanted |= names_used([node])
    return kept[::-1]


def names_used(nodes: Iterable[NodeProto]) -> set[str]:
    """Return the names of all tensors that nodes read, in graphs within them too.

    Args:
        nodes: the nodes.
    """
    found: set[str] = set()
    for node in nodes:
        found.update(node.input)
        for attribute in node.attribute:
            inner = attribute.g
            found |= names_used(inner.node) | {output.name for output in inner.output}
    return found


def rename(graph: GraphProto, names: Mapping[str, str]) -> None:
    """Give tensors of a graph other names.

    Args:
        graph: the graph.
        names: the new names by the old ones.
    """
    for node in graph.node:
        for tensors in (node.input, node.output):
            tensors[:] = [names.get(name, name) for name in tensors]
        for attribute in node.attribute:
            rename(attribute.g, names)
    for info in (*graph.input, *graph.output, *graph.initializer):
        info.name = names.get(info.name, info.name)


def _info(value: Value) -> Any:
    return helper.make_tensor_value_info(value.name, element_type(value.dtype), list(value.shape))
