"""Steps that many layers are written with; transposes travel on until they meet their opposite."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from deepkit.backend import Size
from deepkit.onnx._builder import Builder
from deepkit.onnx._types import element_type, written_dtype
from deepkit.onnx._value import Shape, Value, broadcast, is_known, known_sizes


def transpose(b: Builder, x: Value, order: Sequence[int]) -> Value:
    """Return a tensor with its axes in another order.

    Args:
        b: the graph.
        x: the tensor.
        order: the axes that those of the result are taken from.
    """
    order = tuple(order)
    if x.array is not None:
        return b.constant(x.array.transpose(order), name=x.name)
    source, before = untransposed(x)
    total = tuple(before[axis] for axis in order)
    if total == tuple(range(len(total))):
        return source
    shape = tuple(source.shape[axis] for axis in total)
    return b.add("Transpose", source, shape=shape, dtype=x.dtype, perm=list(total))


def untransposed(x: Value) -> tuple[Value, tuple[int, ...]]:
    """Return the tensor that one is a transpose of, and the order of its axes.

    Args:
        x: the tensor.
    """
    if x.made is not None and x.made.op == "Transpose":
        [source] = x.made.inputs
        assert source is not None  # a transpose has an input
        return source, tuple(x.made.attributes["perm"])
    return x, tuple(range(x.ndim))


def elementwise(
    b: Builder, op: str, *inputs: Any, dtype: str | None = None, **attributes: Any
) -> Value:
    """Apply a node that treats all numbers alike.

    A transpose before it is moved behind it, where the next layer may want the opposite.

    Args:
        b: the graph.
        op: the kind of node.
        *inputs: tensors or arrays.
        dtype: of the result; that of the first tensor if None.
        **attributes: its options.
    """
    values = _unexpanded([b.constant(x) for x in inputs])
    dtype = values[0].dtype if dtype is None else dtype
    moved = _moved(b, values)
    if moved is None:
        shape = broadcast(*(x.shape for x in values))
        return b.add(op, *values, shape=shape, dtype=dtype, **attributes)
    sources, order = moved
    shape = broadcast(*(x.shape for x in sources))
    result = b.add(op, *sources, shape=shape, dtype=dtype, **attributes)
    return transpose(b, result, order)


def _unexpanded(values: list[Value]) -> list[Value]:
    """Return tensors as they were before they were expanded to what others have without it."""
    shape, found = broadcast(*(x.shape for x in values)), list(values)
    for place, x in enumerate(values):
        others = found[:place] + found[place + 1 :]
        if x.made is not None and x.made.op == "Expand" and any(o.shape == shape for o in others):
            found[place] = x.made.inputs[0] or x
    return found


def _moved(b: Builder, values: Sequence[Value]) -> tuple[list[Value], tuple[int, ...]] | None:
    """Return the inputs as they were before one order of axes that all have, or can be given."""
    orders = {untransposed(x)[1] for x in values if x.array is None}
    if len(orders) != 1:
        return None
    [order] = orders
    if order == tuple(range(len(order))) or any(x.ndim > len(order) for x in values):
        return None
    back = tuple(np.argsort(order).tolist())
    sources = []
    for x in values:
        if x.array is None:
            sources.append(untransposed(x)[0])
        elif x.scalar:
            sources.append(x)
        else:
            full = x.array.reshape((1,) * (len(order) - x.ndim) + x.array.shape)
            sources.append(b.constant(full.transpose(back), name=x.name))
    return sources, order


def cast(b: Builder, x: Value, dtype: str) -> Value:
    """Return a tensor in a dtype.

    Args:
        b: the graph.
        x: the tensor.
        dtype: its name.
    """
    dtype = written_dtype(dtype)
    if x.dtype == dtype:
        return x
    if x.array is not None:
        return b.constant(x.array.astype(dtype), name=x.name)
    return elementwise(b, "Cast", x, dtype=dtype, to=element_type(dtype))


def reshape(b: Builder, x: Value, shape: Sequence[Size]) -> Value:
    """Return a tensor with other sizes.

    Args:
        b: the graph.
        x: the tensor.
        shape: the sizes.
    """
    shape = tuple(shape)
    if shape == x.shape:
        return x
    if x.array is not None and is_known(shape):
        return b.constant(x.array.reshape(known_sizes(shape)), name=x.name)
    bare, wanted = ([size for size in sizes if size != 1] for sizes in (x.shape, shape))
    open_ones = sum(not isinstance(size, int) for size in shape)
    if open_ones > 1 and bare == wanted:
        return _with_ones(b, x, shape)
    if open_ones <= 1 and 0 not in shape:
        sizes = np.array([s if isinstance(s, int) else -1 for s in shape], "int64")
    else:
        sizes = b.vector(shape)
    nothing = {"allowzero": 1} if 0 in shape else {}  # without it, 0 is the size as it was
    return b.add("Reshape", x, sizes, shape=shape, dtype=x.dtype, **nothing)


def _with_ones(b: Builder, x: Value, shape: Shape) -> Value:
    """Return a tensor with axes of size 1 elsewhere."""
    before, after = (
        np.array([i for i, size in enumerate(sizes) if size == 1], "int64")
        for sizes in (x.shape, shape)
    )
    if before.size:
        bare = [size for size in x.shape if size != 1]
        x = b.add("Squeeze", x, before, shape=bare, dtype=x.dtype)
    if not after.size:
        return x
    return b.add("Unsqueeze", x, after, shape=shape, dtype=x.dtype)


def expand(b: Builder, x: Value, shape: Sequence[Size]) -> Value:
    """Return a tensor broadcast to a shape.

    Args:
        b: the graph.
        x: the tensor.
        shape: of the result.
    """
    shape = tuple(shape)
    if shape == x.shape:
        return x
    if x.array is not None and is_known(shape):
        return b.constant(np.broadcast_to(x.array, known_sizes(shape)), name=x.name)
    return b.add("Expand", x, b.vector(shape), shape=shape, dtype=x.dtype)


def reduce(b: Builder, op: str, x: Value, axes: Sequence[int], *, keepdims: bool = False) -> Value:
    """Return a tensor summed up, in some sense, along axes.

    Args:
        b: the graph.
        op: the kind of node, such as `"ReduceSum"`.
        x: the tensor.
        axes: the axes.
        keepdims: whether they stay, with size 1.
    """
    axes = sorted(axis % x.ndim for axis in axes)
    shape: Shape = tuple(
        1 if i in axes else size for i, size in enumerate(x.shape) if keepdims or i not in axes
    )
    return b.add(op, x, np.array(axes, "int64"), shape=shape, dtype=x.dtype, keepdims=int(keepdims))


def cut(
    b: Builder, x: Value, shape: Sequence[Size], starts: Sequence[Size], stops: Sequence[Size]
) -> Value:
    """Return a part of a tensor.

    Args:
        b: the graph.
        x: the tensor.
        shape: of the part.
        starts: the first place along each axis.
        stops: the place after the last along each axis.
    """
    axes = [i for i in range(x.ndim) if (starts[i], stops[i]) != (0, x.shape[i])]
    if not axes:
        return x
    begin, end = (b.vector([places[i] for i in axes]) for places in (starts, stops))
    return b.add("Slice", x, begin, end, np.array(axes, "int64"), shape=shape, dtype=x.dtype)


def backwards(b: Builder, x: Value, axis: int) -> Value:
    """Return a tensor in the opposite order along an axis.

    Args:
        b: the graph.
        x: the tensor.
        axis: the axis.
    """
    if x.array is not None:
        return b.constant(np.flip(x.array, axis), name=x.name)
    starts, ends, axes, steps = (
        np.array([n], "int64") for n in (-1, np.iinfo("int64").min + 1, axis, -1)
    )
    return b.add("Slice", x, starts, ends, axes, steps, shape=x.shape, dtype=x.dtype)
