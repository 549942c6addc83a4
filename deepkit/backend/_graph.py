"""The graph between symbolic inputs and outputs: ordered once, run on anything."""

from collections.abc import Callable, Sequence
from typing import Any

import jax

from deepkit.backend._symbolic import Node, SymbolicTensor, symbols
from deepkit.backend._tree import as_written, keep_order

Runner = Callable[..., Any]


class Graph:
    """The operations that lead from some symbolic tensors to others; Keras calls it a Function.

    Args:
        inputs: a structure of symbolic tensors; they may lie in the middle of a larger graph.
        outputs: a structure of symbolic tensors computed from them.

    Raises:
        ValueError: if an output depends on a tensor that is neither given nor computed.

    Example:
        >>> import deepkit
        >>> x = deepkit.Input((2,))
        >>> graph = deepkit.backend.Graph(x, x * 2 + 1)
        >>> [node.name for node in graph.nodes]
        ['input_layer', 'multiply', 'add']
        >>> float(graph.run(3.0))
        7.0
    """

    def __init__(self, inputs: Any, outputs: Any) -> None:
        self.input_structure, self.output_structure = inputs, outputs
        self.inputs, self.outputs = symbols(inputs), symbols(outputs)
        self._ends = keep_order(outputs)
        self.nodes = _walk(self.inputs, self.outputs)
        self.operations = _ordered_operations(self.nodes, self.outputs)

    def __call__(self, inputs: Any) -> Any:
        """Compute the outputs of values given for the inputs."""
        return self.run(inputs)

    def run(self, inputs: Any, call: Runner | None = None) -> Any:
        """Compute the outputs of values given for the inputs.

        Args:
            inputs: values, in a structure with as many leaves as the graph has inputs.
            call: `(node, args, kwargs) -> outputs`; calls the node's operation if None.

        Raises:
            ValueError: if there are not as many values as inputs.
        """
        given = jax.tree.leaves(inputs, is_leaf=_is_none)
        if len(given) != len(self.inputs):
            raise ValueError(f"The graph has {len(self.inputs)} inputs, got {len(given)}.")
        values: dict[int, Any] = dict(zip(map(id, self.inputs), given, strict=True))
        for node in self.nodes:
            if not node.inputs:
                continue
            args, kwargs = jax.tree.map(_filler(values), (node.args, node.kwargs))
            result = call(node, args, kwargs) if call else node.operation(*args, **kwargs)
            for tensor, value in zip(node.outputs, jax.tree.leaves(result), strict=True):
                values.setdefault(id(tensor), value)  # one output of several may be an input
        return as_written(jax.tree.map(lambda leaf: values[id(leaf)], self._ends))


def source_inputs(tensor: SymbolicTensor) -> list[SymbolicTensor]:
    """Return the inputs that a symbolic tensor was computed from.

    Args:
        tensor: the result of a graph.

    Example:
        >>> import deepkit
        >>> x = deepkit.Input((2,))
        >>> deepkit.utils.get_source_inputs(x * 2 + 1) == [x]
        True
    """
    found: dict[int, SymbolicTensor] = {}
    seen: set[int] = set()
    stack = [tensor]
    while stack:
        tensor = stack.pop()
        if tensor.node is None or not tensor.node.inputs:
            found[id(tensor)] = tensor
        elif id(tensor.node) not in seen:
            seen.add(id(tensor.node))
            stack.extend(reversed(tensor.node.inputs))
    return list(found.values())


def _filler(values: dict[int, Any]) -> Runner:
    return lambda leaf: values[id(leaf)] if isinstance(leaf, SymbolicTensor) else leaf


def _is_none(x: Any) -> bool:
    return x is None


def _walk(inputs: Sequence[SymbolicTensor], outputs: Sequence[SymbolicTensor]) -> list[Node]:
    """Return the nodes between inputs and outputs, each after those it needs, depth first."""
    given = {id(tensor) for tensor in inputs}
    finished: dict[int, Node] = {}
    # A stack of our own: a thousand layers are deeper than Python's.
    stack: list[tuple[SymbolicTensor, bool]] = [(tensor, False) for tensor in reversed(outputs)]
    while stack:
        tensor, expanded = stack.pop()
        node = tensor.node
        if node is None or id(node) in finished or (id(tensor) in given and node.inputs):
            continue
        if not node.inputs and id(tensor) not in given:
            raise ValueError(
                f"The graph is disconnected: {tensor!r} is needed for the outputs, but is not "
                "among the inputs."
            )
        if expanded or not node.inputs:
            finished[id(node)] = node
        else:
            stack.append((tensor, True))
            stack.extend((needed, False) for needed in reversed(node.inputs))
    unused = [x.node for x in inputs if x.node and not x.node.inputs and id(x.node) not in finished]
    return [*unused, *finished.values()]


def _ordered_operations(nodes: Sequence[Node], outputs: Sequence[SymbolicTensor]) -> list[Any]:
    """Return each operation once: farthest from the outputs first, then in the order met.

    Files name layers by their place in this order, so it must be the one that Keras uses.
    """
    depths: dict[int, int] = {}
    of_node: dict[int, int] = {}
    for node in reversed(nodes):
        depth = max(of_node.get(id(node), 0), depths.get(id(node.owner), 0))
        depths[id(node.owner)] = depth
        for tensor in node.inputs:
            before = of_node.get(id(tensor.node), 0)
            of_node[id(tensor.node)] = max(before, depth + 1)
    met = _first_met(nodes, outputs)
    owners = {id(node.owner): node.owner for node in nodes}
    return sorted(owners.values(), key=lambda owner: (-depths[id(owner)], met[id(owner)]))


def _first_met(nodes: Sequence[Node], outputs: Sequence[SymbolicTensor]) -> dict[int, int]:
    """Return when a walk from the outputs meets each operation first; -1 for unused inputs."""
    inside = {id(node) for node in nodes}
    met: dict[int, int] = {}
    seen: set[int] = set()
    stack = list(reversed(outputs))
    while stack:
        node = stack.pop().node
        if node is None or id(node) in seen or id(node) not in inside:
            continue
        seen.add(id(node))
        met.setdefault(id(node.owner), len(met))
        stack.extend(reversed(node.inputs))
    return {id(node.owner): met.get(id(node.owner), -1) for node in nodes}
