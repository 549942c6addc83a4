"""The bridge from Variables to pure functions: one context-local overlay of their values."""

import functools
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np

from deepkit.errors import ShapeError, StateError

if TYPE_CHECKING:
    from deepkit.backend._variable import Variable


class Overlay(dict[int, jax.Array]):
    """Values of Variables by their id, and the Variables that were assigned.

    Args:
        values: values to begin with, by id.
        sealed: whether assigning is refused, because the new values could not be carried out.
    """

    def __init__(self, values: Mapping[int, jax.Array], *, sealed: bool = False) -> None:
        super().__init__(values)
        self.sealed = sealed
        self.assigned: dict[int, Variable] = {}

    def write(self, variable: "Variable", value: jax.Array) -> None:
        """Set the value that a Variable has from here on."""
        if self.sealed:
            raise StateError(
                f"Variable {variable.path!r} is assigned inside a compiled function, a loop or a "
                "branch, where its value would be lost. Return the value and assign it outside."
            )
        self[id(variable)] = value
        # Kept, for an id is only its own while the Variable lives.
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
        ShapeError: if a value has another shape than its Variable.
    """
    held = tuple(variables)  # alive as long as their ids are in use
    inner = Overlay(_overlay.get() or {})
    for variable, value in zip(held, values, strict=True):
        if np.shape(value) != variable.shape:
            raise ShapeError(
                f"Variable {variable.path!r} has shape {variable.shape}, got a value of shape "
                f"{np.shape(value)} for it. Are the values in the order of the variables?"
            )
        array = value if isinstance(value, jax.Array) else jnp.asarray(value, variable.dtype)
        inner[id(variable)] = array
    token = _overlay.set(inner)
    try:
        yield inner
    finally:
        _overlay.reset(token)


@contextmanager
def outside() -> Generator[None]:
    """Leave every scope within the block: Variables are read and assigned for good."""
    token = _overlay.set(None)
    try:
        yield
    finally:
        _overlay.reset(token)


def sealed(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Return a new function that does what `fn` does, but may not assign Variables.

    JAX remembers what it traced by the function it was given. It must get a new one each time, or
    a loop or branch would go on with the Variables as they were at first.

    Args:
        fn: a function that JAX is going to trace.
    """

    @functools.wraps(fn)
    def traced(*args: Any, **kwargs: Any) -> Any:
        token = _overlay.set(Overlay(_overlay.get() or {}, sealed=True))
        try:
            return fn(*args, **kwargs)
        finally:
            _overlay.reset(token)

    return traced


class Carried:
    """A function that JAX can trace, though it assigns Variables: it returns their new values.

    Args:
        fn: any function; it is called once.
    """

    def __init__(self, fn: Callable[..., Any]) -> None:
        self._fn = fn
        self.assigned: list[Variable] = []

    def run(self, *args: Any, **kwargs: Any) -> tuple[Any, list[jax.Array]]:
        """Return the result, and the values of what was assigned."""
        with scope() as inner:
            result = self._fn(*args, **kwargs)
            self.assigned = list(inner.assigned.values())
            return result, [inner[id(v)] for v in self.assigned]

    def settle(self, values: Iterable[jax.Array]) -> None:
        """Assign the values that came out of the trace."""
        for variable, value in zip(self.assigned, values, strict=True):
            variable.assign(value)


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
