"""What a function returns on symbolic tensors: found by JAX, without a rule of ours."""

import inspect
import re
from collections.abc import Callable
from typing import Any, NoReturn

import jax
from jax.errors import ConcretizationTypeError, InconclusiveDimensionOperation

from deepkit.backend._dtypes import kept_dtype
from deepkit.backend._scope import scope
from deepkit.backend._symbolic import Node, SymbolicTensor, symbols
from deepkit.backend._tree import as_written, keep_order
from deepkit.errors import DeepkitError, ShapeError

# How JAX complains of sizes that do not fit; it has no error class of its own for that.
_ABOUT_SIZES = re.compile(r"shape|dimension|size|rank|ndim|axis|axes|broadcast|equal division")


def infer(fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Return what `fn(*args, **kwargs)` would: symbolic tensors in place of arrays.

    Args:
        fn: a function of arrays; it may build and assign Variables.
        *args: its arguments; symbolic tensors may stand in lists, tuples and dicts.
        **kwargs: its arguments by name.

    Raises:
        ShapeError: if the sizes do not fit, or the function needs the size of an open axis.

    Example:
        >>> import deepkit
        >>> from deepkit import backend
        >>> backend.infer(lambda x: x.sum(axis=1), deepkit.Input((3,))).shape
        (None,)
    """
    owner = getattr(fn, "__self__", None)  # a layer is known by its name, not by its method's
    name = getattr(owner, "name", None) or getattr(fn, "__name__", type(fn).__name__)
    return _infer(name, fn, args, kwargs)


def _infer(name: str, fn: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    leaves, structure = jax.tree.flatten((args, kwargs))
    open_ones = [i for i, leaf in enumerate(leaves) if isinstance(leaf, SymbolicTensor)]

    def run(arrays: list[jax.Array]) -> Any:
        given = dict(zip(open_ones, arrays, strict=True))
        filled = [given.get(place, leaf) for place, leaf in enumerate(leaves)]
        inner_args, inner_kwargs = jax.tree.unflatten(structure, filled)
        with scope():
            return keep_order(fn(*inner_args, **inner_kwargs))

    try:
        specs = jax.eval_shape(run, [_as_kept(leaves[i].spec) for i in open_ones])
    except InconclusiveDimensionOperation as error:
        raise _open_axis(name, error) from None
    except (DeepkitError, ConcretizationTypeError):
        raise
    except (TypeError, ValueError) as error:
        _blame(error, name, (args, kwargs))
    return as_written(jax.tree.map(SymbolicTensor, specs))


def _as_kept(spec: jax.ShapeDtypeStruct) -> jax.ShapeDtypeStruct:
    """Return arrays of 64 bits as the ones of 32 that JAX makes of them, of which it would warn."""
    return jax.ShapeDtypeStruct(spec.shape, kept_dtype(spec.dtype))


def _open_axis(name: str, error: Exception) -> ShapeError:
    reason = str(error).splitlines()[0]
    return ShapeError(
        f"`{name}` depends on the size of an open axis ({reason}) "
        "Give the axis a size in `Input(shape=...)`, or compute without asking for it."
    )


def _blame(error: Exception, name: str, inputs: Any) -> NoReturn:
    """Raise an error again: as a ShapeError that names the operation, if it is about sizes."""
    shapes = ", ".join(str(tensor.shape) for tensor in symbols(inputs))
    text = str(error)
    if type(error) not in (TypeError, ValueError) or not _ABOUT_SIZES.search(text):
        error.add_note(f"while inferring the shape of `{name}` on {shapes}")
        raise error
    raise ShapeError(f"`{name}` cannot be applied to {shapes}: {text}") from error


def record(operation: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Infer the outputs of an operation and hang a graph node on them."""
    inspect.signature(operation).bind(*args, **kwargs)  # a wrong call is no matter of shapes
    return attach(operation, name, args, kwargs, _infer(name, operation, args, kwargs))


def attach(
    operation: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: Any
) -> Any:
    """Hang the node of a call on its outputs, and return them."""
    node = Node(operation, name, args, kwargs, jax.tree.leaves(outputs))
    for index, tensor in enumerate(node.outputs):
        tensor.node, tensor.index, tensor.name = node, index, f"{name}_{index}" if index else name
    return outputs
