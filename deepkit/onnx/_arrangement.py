"""Primitives that move numbers, and compute nothing."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from deepkit.backend import Equation, Size
from deepkit.onnx._builder import Builder
from deepkit.onnx._elementwise import Rule, number
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._steps import (
    backwards,
    cast,
    cut,
    elementwise,
    expand,
    reshape,
    transpose,
    untransposed,
)
from deepkit.onnx._value import Value


def _broadcast(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    x, shape, places = inputs[0], e.outputs[0].shape, e.params["broadcast_dimensions"]
    sizes: list[Size] = [1] * len(shape)
    for place, size in zip(places, x.shape, strict=True):
        sizes[place] = size
    return expand(b, reshape(b, x, sizes), shape)


def _reshape(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    return reshape(b, inputs[0], e.outputs[0].shape)


def _reshape_in_order(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [x], order = inputs, e.params["dimensions"]
    return reshape(b, x if order is None else transpose(b, x, order), e.outputs[0].shape)


def _transpose(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    return transpose(b, inputs[0], e.params["permutation"])


def _concatenate(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    axis = e.params["dimension"]
    inputs = [x for x in inputs if x.shape[axis] != 0] or inputs[:1]
    if len(inputs) == 1:
        return inputs[0]
    orders = {untransposed(x)[1] for x in inputs}
    if len(orders) == 1 and all(x.array is None for x in inputs):
        [order] = orders
        shape: list[Size] = [0] * len(order)
        for place, source in enumerate(order):
            shape[source] = e.outputs[0].shape[place]
        parts = [untransposed(x)[0] for x in inputs]
        joined = b.add("Concat", *parts, shape=shape, dtype=parts[0].dtype, axis=order[axis])
        return transpose(b, joined, order)
    return b.add("Concat", *inputs, shape=e.outputs[0].shape, dtype=inputs[0].dtype, axis=axis)


def _stack(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    axis, shape = e.params["axis"], e.outputs[0].shape
    parts = [reshape(b, x, (*x.shape[:axis], 1, *x.shape[axis:])) for x in inputs]
    return b.add("Concat", *parts, shape=shape, dtype=inputs[0].dtype, axis=axis)


def _split(b: Builder, e: Equation, inputs: list[Value]) -> list[Value]:
    [x], sizes = inputs, np.array(e.params["sizes"], "int64")
    specs = [(wire.shape, x.dtype) for wire in e.outputs]
    return b.add_many("Split", [x, sizes], specs, axis=e.params["axis"])


def _slice(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [x], params = inputs, e.params
    starts, stops = params["start_indices"], params["limit_indices"]
    steps = params["strides"]
    if steps is None or all(step == 1 for step in steps):
        return cut(b, x, e.outputs[0].shape, starts, stops)
    axes = np.arange(x.ndim)
    vectors = [b.vector(places) for places in (starts, stops)]
    steps = np.array(steps, "int64")
    return b.add("Slice", x, *vectors, axes, steps, shape=e.outputs[0].shape, dtype=x.dtype)


def _dynamic_slice(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    x, *starts = inputs
    sizes = e.params["slice_sizes"]
    begin = _starts(b, x, starts, sizes)
    end = b.add("Add", begin, b.vector(sizes), shape=(x.ndim,), dtype="int64")
    return b.add("Slice", x, begin, end, np.arange(x.ndim), shape=sizes, dtype=x.dtype)


def _starts(b: Builder, x: Value, starts: list[Value], sizes: Any) -> Value:
    """Return where a part of fixed sizes begins, such that all of it is inside."""
    places = [reshape(b, cast(b, start, "int64"), (1,)) for start in starts]
    begin = b.add("Concat", *places, shape=(x.ndim,), dtype="int64", axis=0)
    last = elementwise(b, "Sub", b.vector(x.shape), b.vector(sizes))
    return elementwise(b, "Max", elementwise(b, "Min", begin, last), np.zeros(1, "int64"))


def _pad(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    x, value = inputs
    before, after, between = zip(*e.params["padding_config"], strict=True)
    for axis, count in enumerate(between):
        x = _spread(b, x, value, axis, count) if count else x
    # Negative widths cut off, in ONNX as in JAX.
    return b.add(
        "Pad", x, b.vector([*before, *after]), value, shape=e.outputs[0].shape, dtype=x.dtype
    )


def _spread(b: Builder, x: Value, value: Value, axis: int, count: int) -> Value:
    """Return a tensor with so many further numbers between two along an axis."""
    size = x.shape[axis]
    if not isinstance(size, int):
        raise UnsupportedError("padding between the elements of an open axis")
    if size < 2:
        return x
    before, after = x.shape[:axis], x.shape[axis + 1 :]
    apart = reshape(b, x, (*before, size, 1, *after))
    zeros = [0] * (2 * apart.ndim)
    zeros[apart.ndim + axis + 1] = count
    wide = (*before, size, 1 + count, *after)
    padded = b.add("Pad", apart, b.vector(zeros), value, shape=wide, dtype=x.dtype)
    joined = reshape(b, padded, (*before, size * (1 + count), *after))
    starts, stops = [0] * x.ndim, list(joined.shape)
    stops[axis] = size * (1 + count) - count  # none behind the last
    return cut(b, joined, stops, starts, stops)


def _reversed(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [x] = inputs
    for axis in e.params["dimensions"]:
        x = backwards(b, x, axis)
    return x


def _numbered(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [wire], axis = e.outputs, e.params["dimension"]
    size, dtype = wire.shape[axis], wire.dtype
    if isinstance(size, int):
        line = b.constant(np.arange(size, dtype=dtype))
    else:
        last = reshape(b, b.constant(b.size(size)), ())
        counted = b.add("Range", np.array(0), last, np.array(1), shape=(size,), dtype="int64")
        line = cast(b, counted, dtype)
    sizes = [size if place == axis else 1 for place in range(len(wire.shape))]
    return expand(b, reshape(b, line, sizes), wire.shape)


def _size(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    size = reshape(b, b.constant(b.size(str(e.params["dim"]))), ())
    return cast(b, size, e.outputs[0].dtype)


def _gather(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    """Write lookups of whole slices along one axis, or of slices of size 1 along the first ones."""
    x, places = inputs
    how, sizes = e.params["dimension_numbers"], e.params["slice_sizes"]
    axes = tuple(how.start_index_map)
    whole = tuple(1 if axis in axes else size for axis, size in enumerate(x.shape))
    plain = tuple(how.collapsed_slice_dims) == axes and not how.operand_batching_dims
    others = tuple(axis for axis in range(x.ndim) if axis not in axes)
    if others == tuple(how.operand_batching_dims) == tuple(how.start_indices_batching_dims):
        return _gather_along(b, x, places, axes[0], e.outputs[0].shape)
    if not plain or tuple(sizes) != whole:
        return _window(b, e, inputs)
    shape, dtype = e.outputs[0].shape, x.dtype
    offsets = tuple(how.offset_dims)
    if len(axes) == 1:
        [axis] = axes
        flat = reshape(b, places, places.shape[:-1])
        count = flat.ndim
        made = (*x.shape[:axis], *flat.shape, *x.shape[axis + 1 :])
        result = b.add("Gather", x, flat, shape=made, dtype=dtype, axis=axis)
        order = [i for i in range(len(shape)) if i not in offsets]
        rest = iter(range(count))
        others = iter([i for i in range(len(made)) if not axis <= i < axis + count])
        taken = [axis + next(rest) if i in order else next(others) for i in range(len(shape))]
        return transpose(b, result, taken)
    if axes != tuple(range(len(axes))) or offsets != tuple(range(places.ndim - 1, len(shape))):
        return _blocks(b, e, inputs)
    return b.add("GatherND", x, cast(b, places, "int64"), shape=shape, dtype=dtype)


def _gather_along(b: Builder, x: Value, places: Value, axis: int, shape: Sequence[Size]) -> Value:
    """Write lookups along an axis, at places of its own for each of the others."""
    if places.ndim > x.ndim + 1:
        raise UnsupportedError("this kind of lookup (gather)")
    flat = places.shape[:-1]
    sizes = flat if len(flat) == x.ndim else (*x.shape[:axis], 1, *x.shape[axis + 1 :])
    flat = reshape(b, places, sizes)
    taken = b.add("GatherElements", x, flat, shape=sizes, dtype=x.dtype, axis=axis)
    return reshape(b, taken, shape)


def _scatter(how: str, b: Builder, e: Equation, inputs: list[Value]) -> Value:
    """Write values put to places that are told along the first axes."""
    x, places, values = inputs
    numbers = e.params["dimension_numbers"]
    axes = tuple(numbers.scatter_dims_to_operand_dims)
    last = tuple(range(places.ndim - 1, values.ndim))
    plain = tuple(numbers.inserted_window_dims) == axes == tuple(range(len(axes)))
    if not plain or tuple(numbers.update_window_dims) != last or numbers.operand_batching_dims:
        raise UnsupportedError("this kind of storing (scatter)")
    given = (x, cast(b, places, "int64"), values)
    return b.add("ScatterND", *given, shape=x.shape, dtype=x.dtype, reduction=how)


def _unstack(b: Builder, e: Equation, inputs: list[Value]) -> list[Value]:
    [x], axis = inputs, e.params["axis"]
    shape = (*x.shape[:axis], 1, *x.shape[axis + 1 :])
    count = len(e.outputs)
    parts = b.add_many("Split", [x], [(shape, x.dtype)] * count, axis=axis, num_outputs=count)
    return [reshape(b, part, wire.shape) for part, wire in zip(parts, e.outputs, strict=True)]


def _window(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    """Write the lookup of one slice."""
    x, places = inputs
    how, sizes = e.params["dimension_numbers"], e.params["slice_sizes"]
    if places.ndim != 1:
        return _blocks(b, e, inputs)
    axes = tuple(how.start_index_map)
    zero = number(b, 0, places)
    parts = [
        b.add("Gather", places, np.array(i), shape=(), dtype=places.dtype) for i in range(len(axes))
    ]
    starts = [parts[axes.index(axis)] if axis in axes else zero for axis in range(x.ndim)]
    begin = _starts(b, x, starts, sizes)
    end = b.add("Add", begin, b.vector(sizes), shape=(x.ndim,), dtype="int64")
    taken = b.add("Slice", x, begin, end, np.arange(x.ndim), shape=sizes, dtype=x.dtype)
    return reshape(b, taken, e.outputs[0].shape)


def _blocks(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    """Write lookups of blocks: the place of each number in one, along the axes that are told."""
    (x, places), [wire], how = inputs, e.outputs, e.params["dimension_numbers"]
    sizes, axes, gone = e.params["slice_sizes"], how.start_index_map, how.collapsed_slice_dims
    others = [axis for axis in range(x.ndim) if axis not in axes]
    if how.operand_batching_dims or any(sizes[axis] != x.shape[axis] for axis in others):
        raise UnsupportedError("this kind of lookup (gather)")
    wide = [axis for axis in axes if axis not in gone]
    counts = places.shape[:-1]
    full = (*counts, *(sizes[axis] for axis in wide))
    parts = []
    for place, axis in enumerate(axes):
        part = b.add("Gather", places, np.array(place), shape=counts, dtype=places.dtype, axis=-1)
        part = reshape(b, part, (*counts, *(1 for _ in wide)))
        if axis in wide:
            line = np.arange(sizes[axis], dtype=places.dtype)
            steps = line.reshape([-1 if each == axis else 1 for each in wide])
            part = elementwise(b, "Add", part, steps)
        parts.append(reshape(b, expand(b, part, full), (*full, 1)))
    shape = (*full, len(axes))
    index = b.add("Concat", *parts, shape=shape, dtype=places.dtype, axis=-1)
    front, found = transpose(b, x, (*axes, *others)), (*full, *(x.shape[i] for i in others))
    result = b.add("GatherND", front, cast(b, index, "int64"), shape=found, dtype=x.dtype)
    kept = iter([len(counts) + [*wide, *others].index(i) for i in range(x.ndim) if i not in gone])
    counted = iter(range(len(counts)))
    order = [next(kept if i in how.offset_dims else counted) for i in range(len(wire.shape))]
    return transpose(b, result, order)


def _tile(b: Builder, e: Equation, inputs: list[Value]) -> Value:
    [x], counts = inputs, b.vector(e.params["reps"])
    return b.add("Tile", x, counts, shape=e.outputs[0].shape, dtype=x.dtype)


_SCATTERS = {"": "none", "-add": "add", "-max": "max", "-min": "min", "-mul": "mul"}

RULES: dict[str, Rule] = {
    "broadcast_in_dim": _broadcast,
    "concatenate": _concatenate,
    "dim_as_value": _size,
    "dynamic_slice": _dynamic_slice,
    "expand_dims": _reshape,
    "gather": _gather,
    "iota": _numbered,
    "pad": _pad,
    "reshape": _reshape_in_order,
    "rev": _reversed,
    **{f"scatter{name}": partial(_scatter, how) for name, how in _SCATTERS.items()},
    "slice": _slice,
    "split": _split,
    "squeeze": _reshape,
    "stack": _stack,
    "tile": _tile,
    "transpose": _transpose,
    "unstack": _unstack,
}
"""What is written for each primitive of this kind."""
