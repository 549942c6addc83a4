"""Symbolic tensors: a shape and a dtype that remember how they were computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NoReturn

import jax
from jax import export

from deepkit.backend._dtypes import standardize_dtype
from deepkit.configurable import auto_name
from deepkit.errors import whole
from deepkit.typing import Shape

# All open axes live in one scope, so that shapes of different inputs can be computed with.
_dimensions = export.SymbolicScope()


@dataclass(frozen=True)
class Spec:
    """The shape and dtype of a tensor; `None` is an open axis.

    Args:
        shape: sizes of the axes.
        dtype: the name of the dtype.
    """

    shape: tuple[int | None, ...]
    dtype: str


@dataclass(eq=False)
class Node:
    """One call of an operation on symbolic tensors."""

    operation: Any
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    outputs: "list[SymbolicTensor]"

    def __post_init__(self) -> None:
        self.inputs = symbols((self.args, self.kwargs))

    @property
    def owner(self) -> Any:
        """What counts as one operation of a graph: a layer, or this very call of a function."""
        return self if getattr(self.operation, "is_op", False) else self.operation


class SymbolicTensor:
    """A tensor without a value: what a model is drawn with before any data is there.

    Operations on it are recorded, not computed. Made by `deepkit.Input`.
    """

    __array_ufunc__ = None
    node: "Node | None" = None
    index: int = 0

    def __init__(self, spec: jax.ShapeDtypeStruct, name: str | None = None) -> None:
        self.spec = spec
        self.name = name or auto_name("symbolic_tensor")

    @property
    def shape(self) -> tuple[int | None, ...]:
        """Sizes of the axes, None where open."""
        return visible_shape(self.spec.shape)

    @property
    def dtype(self) -> str:
        """The name of the dtype."""
        return self.spec.dtype.name

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.spec.shape)

    def __repr__(self) -> str:
        return f"<SymbolicTensor name={self.name}, shape={self.shape}, dtype={self.dtype}>"

    def __deepcopy__(self, memo: dict[int, Any]) -> "SymbolicTensor":
        return self  # a drawing is shared, never changed

    def __len__(self) -> int:
        if not self.shape or self.shape[0] is None:
            raise TypeError(f"{self!r} has no length: its first axis is open.")
        return self.shape[0]

    def __bool__(self) -> NoReturn:
        refuse(self, "used as a condition", "`ops.where` or `ops.cond`")

    def __iter__(self) -> NoReturn:
        refuse(self, "iterated", "`ops.unstack` or slices")

    def __float__(self) -> NoReturn:
        refuse(self, "turned into a number", "operations of `deepkit.ops`")

    __int__ = __index__ = __float__

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NoReturn:
        refuse(self, "given to NumPy", "the function of the same name in `deepkit.ops`")


def refuse(tensor: SymbolicTensor, use: str, cure: str) -> NoReturn:
    """Explain that a symbolic tensor has no value, and what to use instead."""
    raise TypeError(f"{tensor!r} has no value yet and cannot be {use}. Use {cure} instead.")


def open_spec(shape: Shape, dtype: Any = None, *, batched: bool = True) -> jax.ShapeDtypeStruct:
    """Return a spec with a symbol for each open axis: one for all batches, others by position."""
    sizes = []
    for axis, size in enumerate(shape):
        if size is None:
            size = symbol("batch" if batched and axis == 0 else f"axis{axis}")
        elif not isinstance(size, type(symbol("batch"))):
            size = whole(at_least=0, shape=size)
        sizes.append(size)
    return jax.ShapeDtypeStruct(tuple(sizes), standardize_dtype(dtype))


def visible_shape(shape: Sequence[Any]) -> tuple[int | None, ...]:
    """Return a shape with None for every axis that is not a number."""
    return tuple(size if isinstance(size, int) else None for size in shape)


def is_batch(size: Any) -> bool:
    """Tell whether a size is the open batch axis itself."""
    return not isinstance(size, int) and size == symbol("batch")


def is_symbolic(x: Any) -> bool:
    """Tell whether `x` is a symbolic tensor.

    Args:
        x: anything.
    """
    return isinstance(x, SymbolicTensor)


def any_symbolic(tree: Any) -> bool:
    """Tell whether a structure of arguments holds a symbolic tensor.

    Args:
        tree: values in lists, tuples and dicts.
    """
    # A hand loop: four times faster than flattening, and every eager operation passes here.
    if isinstance(tree, SymbolicTensor):
        return True
    if isinstance(tree, (list, tuple)):
        return any(any_symbolic(item) for item in tree)
    if isinstance(tree, dict):
        return any(any_symbolic(item) for item in tree.values())
    return False


def symbols(tree: Any) -> list[SymbolicTensor]:
    """Return the symbolic tensors of a structure, in order."""
    return [leaf for leaf in jax.tree.leaves(tree) if isinstance(leaf, SymbolicTensor)]


@cache
def symbol(name: str) -> Any:
    """Return the size of an open axis: one of a name is the same wherever it stands."""
    (size,) = export.symbolic_shape(name, scope=_dimensions)
    return size
