"""The table of a model's layers."""

import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from deepkit.backend import Node, Variable, leaves
from deepkit.errors import unknown

Row = list[str]

_RIGHT = {"Param #"}
_SOURCES = 50  # characters of a line that tells where inputs come from


def print_summary(
    model: Any,
    *,
    line_length: int | None,
    print_fn: Callable[[str], Any],
    expand_nested: bool,
    show_trainable: bool,
    layer_range: Sequence[str] | None,
) -> None:
    """Print the layers of a model, their output shapes and numbers of parameters.

    Args:
        model: the model.
        line_length: the width of the table, at least.
        print_fn: takes the text.
        expand_nested: whether to list the layers of models within.
        show_trainable: whether to tell which layers are trained.
        layer_range: the names of the first and last layer to list.
    """
    is_branched = _is_branched(model)
    header = ["Layer (type)", "Output Shape", "Param #"]
    header += ["Connected to"] if is_branched else []
    header += ["Trainable"] if show_trainable else []
    rows: list[Row] = []
    for part in _ranged(_parts(model), layer_range):
        for depth, graph, inner in _unfolded(part, model.graph, expand_nested):
            row = [_named(inner, depth), _shape(inner), _count(inner)]
            row += [_parents(inner, graph)] if is_branched else []
            rows.append(row + ([_trained(inner)] if show_trainable else []))
    lines = [f'Model: "{model.name}"', *_table(header, rows, line_length), *_totals(model)]
    print_fn("\n".join(lines))


def _parts(model: Any) -> list[Any]:
    """Return the layers of a model; for a graph, the calls of functions between them too."""
    if model.graph is None:
        return model.layers
    inside = set(map(id, model.layers))
    drawn = [o for o in model.graph.operations if isinstance(o, Node) or id(o) in inside]
    known = set(map(id, drawn))
    return [*drawn, *(layer for layer in model.layers if id(layer) not in known)]


def _unfolded(part: Any, graph: Any, expand: bool, depth: int = 0) -> list[tuple[int, Any, Any]]:
    """Return a part and, if asked for, all that is in it, each with its depth and its graph."""
    if not expand or not hasattr(part, "graph"):
        return [(depth, graph, part)]
    within = [_unfolded(inner, part.graph, expand, depth + 1) for inner in _parts(part)]
    return [(depth, graph, part), *(found for rows in within for found in rows)]


def _named(part: Any, depth: int) -> str:
    indent = "   " * depth + ("└ " if depth else "")
    return f"{indent}{part.name} ({_kind(part)})"


def _kind(part: Any) -> str:
    """Return the name of a layer's class, or of the function that is called."""
    if isinstance(part, Node):
        return "".join(word.capitalize() for word in part.operation.__name__.split("_"))
    kind = type(part).__name__
    return "Functional" if kind == "Model" and part.graph is not None else kind


def _shape(part: Any) -> str:
    shapes = _shapes(part)
    return shapes[0] if len(shapes) == 1 else f"[{', '.join(shapes)}]" if shapes else "?"


def _shapes(part: Any) -> list[str]:
    """Return the shapes of the outputs of a part, of its first call."""
    outputs = part.outputs if isinstance(part, Node) else getattr(part, "output", None)
    if outputs is not None:
        return [str(tuple(tensor.shape)) for tensor in leaves(outputs)]
    if isinstance(part, Node) or not part.built:
        return []
    built = part.get_build_config() or {}
    try:  # a layer called on arrays alone remembers no output, only what it was built for
        told = built.get("shapes_dict") or {"input_shape": built["input_shape"]}
        found = part.compute_output_shape(**told)
    except Exception:  # a user's layer may fail in any way: the table goes on without its shape
        return []
    return _shapes_in(found)


def _shapes_in(tree: Any) -> list[str]:
    if isinstance(tree, Mapping):
        tree = list(tree.values())
    if all(size is None or isinstance(size, int) for size in tree):
        return [str(tuple(tree))]
    return [shape for inner in tree for shape in _shapes_in(inner)]


def _count(part: Any) -> str:
    if isinstance(part, Node):
        return "0"
    return f"{part.count_params():,}" if part.built else "0 (unbuilt)"


def _trained(part: Any) -> str:
    if isinstance(part, Node) or not part.weights:
        return "-"
    return "Y" if part.trainable else "N"


def _parents(part: Any, graph: Any) -> str:
    """Return where the inputs come from in a graph: `name[call][output]`."""
    drawn = set(map(id, graph.nodes)) if graph is not None else set()
    nodes = [part] if isinstance(part, Node) else [n for n in part.nodes if id(n) in drawn]
    tensors = [tensor for node in nodes for tensor in node.inputs]
    names = [f"{t.node.name}[{_call(t.node)}][{t.index}]" for t in tensors if t.node is not None]
    return textwrap.fill(", ".join(names), _SOURCES, break_long_words=False) if names else "-"


def _call(node: Node) -> int:
    """Return which call of its layer a node is."""
    calls = [node] if node.owner is node else node.owner.nodes
    return next(place for place, call in enumerate(calls) if call is node)


def _is_branched(model: Any) -> bool:
    """Tell whether the layers are more than a chain."""
    if model.graph is None:
        return False
    nodes = model.graph.nodes
    uses: dict[int, int] = {}
    for node in nodes:
        for tensor in node.inputs:
            uses[id(tensor)] = uses.get(id(tensor), 0) + 1
    return any(len(node.inputs) > 1 for node in nodes) or any(n > 1 for n in uses.values())


def _ranged(parts: Sequence[Any], names: Sequence[str] | None) -> Sequence[Any]:
    if names is None:
        return parts
    places = []
    for name in names:
        found = [place for place, part in enumerate(parts) if part.name == name]
        if not found:
            raise unknown("layer in `layer_range`", name, (part.name for part in parts))
        places.append(found[0])
    return parts[min(places) : max(places) + 1]


def _table(header: Row, rows: list[Row], width: int | None) -> list[str]:
    """Return the lines of a box with a heavy head."""
    columns = list(zip(header, *rows, strict=True))
    widths = [max(len(text) for cell in column for text in cell.split("\n")) for column in columns]
    spare = (width or 0) - sum(widths) - 3 * len(widths) - 1
    widths[0] += max(spare, 0)

    def line(left: str, fill: str, middle: str, right: str) -> str:
        return left + middle.join(fill * (size + 2) for size in widths) + right

    def cells(row: Row, bar: str) -> list[str]:
        texts = zip_longest(*(cell.split("\n") for cell in row), fillvalue="")
        return [_padded(text, header, widths, bar) for text in texts]

    between = line("├", "─", "┼", "┤")
    spaced = [text for row in rows for text in (*cells(row, "│"), between)][:-1]
    head = [line("┏", "━", "┳", "┓"), *cells(header, "┃"), line("┡", "━", "╇", "┩")]
    return [*head, *spaced, line("└", "─", "┴", "┘")]


def _padded(texts: Sequence[str], header: Row, widths: Sequence[int], bar: str) -> str:
    """Return a line of the table."""
    padded = [
        text.rjust(size) if name in _RIGHT else text.ljust(size)
        for text, size, name in zip(texts, widths, header, strict=True)
    ]
    return bar + bar.join(f" {text} " for text in padded) + bar


def _totals(model: Any) -> list[str]:
    if not model.built:
        return [" The model is not built: call it on data, or `build` it, to see its parameters."]
    trained = model.trainable_variables
    fixed = model.non_trainable_weights
    groups = {"Trainable params": trained, "Non-trainable params": fixed}
    optimizer = model.optimizer
    slots = optimizer.variables if optimizer is not None and optimizer.built else []
    if slots:
        groups["Optimizer params"] = slots
    total = [*trained, *fixed, *slots]
    return [_sum("Total params", total), *(_sum(name, group) for name, group in groups.items())]


def _sum(name: str, variables: Sequence[Variable]) -> str:
    size = sum(np.dtype(_storable(v.dtype)).itemsize * v.size for v in variables)
    return f" {name}: {sum(v.size for v in variables):,} ({_bytes(size)})"


def _storable(dtype: str) -> str:
    """NumPy knows no bfloat16, only its size."""
    return "float16" if dtype == "bfloat16" else "int8" if dtype.startswith("float8") else dtype


def _bytes(size: int) -> str:
    unit = min(int(math.log(size, 1024)), 4) if size else 0
    return f"{size / 1024**unit:.2f} {('B', 'KB', 'MB', 'GB', 'TB')[unit]}"
