"""The table of a model's layers."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from deepkit.backend import Variable, leaves, map_structure
from deepkit.errors import unknown
from deepkit.layers import Layer

Row = list[str]

_RIGHT = {"Param #"}


def print_summary(
    model: Any,
    *,
    line_length: int | None,
    print_fn: Callable[[str], Any],
    expand_nested: bool,
    show_trainable: bool,
    layer_range: Sequence[str] | None,
) -> None:
    """Print the layers of a model, their output shapes and numbers of parameters."""
    is_branched = _is_branched(model)
    header = ["Layer (type)", "Output Shape", "Param #"]
    header += ["Connected to"] if is_branched else []
    header += ["Trainable"] if show_trainable else []
    rows = []
    for layer in _ranged(model.layers, layer_range):
        rows += _rows(layer, is_branched, show_trainable, expand_nested)
    lines = [f'Model: "{model.name}"', *_table(header, rows, line_length), *_totals(model)]
    print_fn("\n".join(lines))


def _rows(
    layer: Layer, connected: bool, trainable: bool, expand: bool, depth: int = 0
) -> list[Row]:
    indent = "   " * depth + ("└ " if depth else "")
    row = [f"{indent}{layer.name} ({type(layer).__name__})", _shape(layer), _count(layer)]
    row += [_parents(layer)] if connected else []
    row += [_trained(layer)] if trainable else []
    inner: list[Row] = []
    if expand:
        for sublayer in getattr(layer, "layers", ()):
            inner += _rows(sublayer, connected, trainable, expand, depth + 1)
    return [row, *inner]


def _shape(layer: Layer) -> str:
    try:
        output = layer.output
    except AttributeError:
        return "?"
    shapes = leaves(map_structure(lambda tensor: str(tensor.shape), output))
    return shapes[0] if len(shapes) == 1 else ", ".join(shapes)


def _count(layer: Layer) -> str:
    return f"{layer.count_params():,}" if layer.built else "0 (unbuilt)"


def _trained(layer: Layer) -> str:
    if not layer.weights:
        return "-"
    return "Y" if layer.trainable else "N"


def _parents(layer: Layer) -> str:
    tensors = [tensor for node in layer.nodes for tensor in node.inputs]
    names = [f"{t.node.name}[{t.index}]" for t in tensors if t.node is not None]
    return ", ".join(names) if names else "-"


def _is_branched(model: Any) -> bool:
    """Tell whether the layers are more than a chain."""
    if model.graph is None:
        return False
    nodes = model.graph.nodes
    places: dict[int, int] = {}
    for node in nodes:
        for tensor in node.inputs:
            places[id(tensor)] = places.get(id(tensor), 0) + 1
    return any(len(node.inputs) > 1 for node in nodes) or any(n > 1 for n in places.values())


def _ranged(layers: Sequence[Layer], names: Sequence[str] | None) -> Sequence[Layer]:
    if names is None:
        return layers
    places = []
    for name in names:
        found = [place for place, layer in enumerate(layers) if layer.name == name]
        if not found:
            raise unknown("layer in `layer_range`", name, (layer.name for layer in layers))
        places.append(found[0])
    return layers[min(places) : max(places) + 1]


def _table(header: Row, rows: list[Row], width: int | None) -> list[str]:
    """Return the lines of a box with a heavy head."""
    columns = list(zip(header, *rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]
    spare = (width or 0) - sum(widths) - 3 * len(widths) - 1
    widths[0] += max(spare, 0)

    def line(left: str, fill: str, middle: str, right: str) -> str:
        return left + middle.join(fill * (size + 2) for size in widths) + right

    def cells(row: Row, bar: str) -> str:
        padded = [
            cell.rjust(size) if name in _RIGHT else cell.ljust(size)
            for cell, size, name in zip(row, widths, header, strict=True)
        ]
        return bar + bar.join(f" {cell} " for cell in padded) + bar

    body = [cells(row, "│") for row in rows]
    between = line("├", "─", "┼", "┤")
    spaced = [text for row in body for text in (row, between)][:-1]
    head = [line("┏", "━", "┳", "┓"), cells(header, "┃"), line("┡", "━", "╇", "┩")]
    return [*head, *spaced, line("└", "─", "┴", "┘")]


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
