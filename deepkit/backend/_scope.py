"""The bridge from Variables to pure functions: one context-local overlay of their values."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import jax

if TYPE_CHECKING:
    from deepkit.backend._variable import Variable


class Overlay(dict[int, jax.Array]):
    """Values of Variables by their id, and the Variables that were assigned."""

    def __init__(self, values: Mapping[int, jax.Array], assigned: "dict[int, Variable]") -> None:
        super().__init__(values)
        self.assigned = assigned

    def write(self, variable: "Variable", value: jax.Array) -> None:
        """Set the value that a Variable has from here on."""
        self[id(variable)] = value
        self.assigned[id(variable)] = variable


_overlay: ContextVar[Overlay | None] = ContextVar("overlay", default=None)
_names: ContextVar[tuple[tuple[str, Any], ...]] = ContextVar("names", default=())


def overlay() -> Overlay | None:
    """Return the values that Variables have in this context instead of their own."""
    return _overlay.get()


@contextmanager
def scope(variables: Iterable["Variable"] = (), values: Iterable[Any] = ()) -> Generator[Overlay]:
    """Read `variables` as `values` within the block, and let no assignment escape it.

    Args:
        variables: the Variables to replace.
        values: what each of them reads as.

    Raises:
        ValueError: if there are not as many values as variables.
    """
    inner = Overlay(_overlay.get() or {}, {})
    inner.update((id(v), value) for v, value in zip(variables, values, strict=True))
    token = _overlay.set(inner)
    try:
        yield inner
    finally:
        _overlay.reset(token)


def stateless(
    fn: Callable[..., Any], variables: Sequence["Variable"]
) -> Callable[..., tuple[Any, list[jax.Array]]]:
    """Return the pure `(values, *args) -> (result, new values)` of a function with state.

    Args:
        fn: any function that reads and assigns Variables.
        variables: those Variables, in the order of `values`.

    Example:
        >>> from deepkit import backend
        >>> count = backend.Variable(1.0)
        >>> def step(x):
        ...     count.assign_add(x)
        ...     return 2 * x
        >>> result, [value] = backend.stateless(step, [count])([10.0], 3.0)
        >>> float(result), float(value), float(count.value)
        (6.0, 13.0, 1.0)
    """

    def pure(values: Sequence[Any], *args: Any, **kwargs: Any) -> tuple[Any, list[jax.Array]]:
        with scope(variables, values) as inner:
            return fn(*args, **kwargs), [inner[id(v)] for v in variables]

    return pure


@contextmanager
def name_scope(name: str, owner: Any = None) -> Generator[None]:
    """Put `name/` before the paths of the Variables made within the block.

    Args:
        name: one part of a path, without a slash.
        owner: whose name it is; within the scope of the same owner, nothing is added.

    Raises:
        ValueError: if the name holds a slash.
    """
    if "/" in name:
        raise ValueError(f"`name` must not contain '/', got {name!r}.")
    names = _names.get()
    if owner is None or not names or names[-1][1] is not owner:
        names = (*names, (name, owner))
    token = _names.set(names)
    try:
        yield
    finally:
        _names.reset(token)


def path_of(name: str) -> str:
    """Return the path that a Variable of this name has here."""
    return "/".join((*(outer for outer, _ in _names.get()), name))
