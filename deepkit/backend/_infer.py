"""What a function returns on symbolic tensors: found by JAX, without a rule of ours."""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
from jax.errors import InconclusiveDimensionOperation

from deepkit.backend._scope import scope
from deepkit.backend._symbolic import Node, SymbolicTensor, open_axis_error


def infer(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Return what `fn(*args, **kwargs)` would: symbolic tensors in place of arrays.

    Args:
        fn: a function of arrays; it may build and assign Variables.
        *args: its arguments; symbolic tensors may stand in lists, tuples and dicts.
        **kwargs: its arguments by name.

    Raises:
        ShapeError: if the function needs the size of an open axis.
    """
    leaves, structure = jax.tree.flatten((args, kwargs))
    open_ones = [i for i, leaf in enumerate(leaves) if isinstance(leaf, SymbolicTensor)]

    def run(*arrays: jax.Array) -> Any:
        for i, array in zip(open_ones, arrays, strict=True):
            leaves[i] = array
        inner_args, inner_kwargs = jax.tree.unflatten(structure, leaves)
        with scope():
            return fn(*inner_args, **inner_kwargs)

    try:
        specs = jax.eval_shape(run, *(leaves[i].spec for i in open_ones))
    except InconclusiveDimensionOperation as error:
        raise open_axis_error(error, getattr(fn, "__name__", repr(fn))) from None
    return jax.tree.map(SymbolicTensor, specs)


def record(operation: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Infer the outputs of an operation and hang a graph node on them."""
    return attach(operation, name, args, kwargs, infer(partial(operation), *args, **kwargs))


def attach(
    operation: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: Any
) -> Any:
    """Hang the node of a call on its outputs, and return them."""
    node = Node(operation, name, args, kwargs, jax.tree.leaves(outputs))
    for index, tensor in enumerate(node.outputs):
        tensor.node, tensor.index, tensor.name = node, index, f"{name}_{index}" if index else name
    return outputs
