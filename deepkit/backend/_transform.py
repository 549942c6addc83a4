"""JAX's program transformations, for functions that use Variables and operations."""

import functools
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import jax

from deepkit.backend._context import Surroundings
from deepkit.backend._rows import Lookups, listener
from deepkit.backend._scope import Carried, scope, sealed
from deepkit.backend._symbolic import any_symbolic
from deepkit.backend._variable import Variable, compute_dtype
from deepkit.errors import StateError

Fn = Callable[..., Any]


def jit(fn: Fn, **options: Any) -> Fn:
    """Compile a pure function; Variables it reads are constants of the program.

    Args:
        fn: a function of arrays that assigns no Variables.
        **options: of `jax.jit`, such as `static_argnums` and `donate_argnums`.

    Example:
        >>> import deepkit
        >>> float(deepkit.backend.jit(lambda x: x * 2)(3.0))
        6.0
    """
    return jax.jit(sealed(fn), **options)


def scan(
    fn: Fn,
    init: Any,
    xs: Any = None,
    length: int | None = None,
    *,
    reverse: bool = False,
    unroll: Any = 1,
) -> Any:
    """Run `carry, y = fn(carry, x)` over the leading axis of `xs` inside the program.

    Args:
        fn: one step; Variables that it assigns are carried along.
        init: the first carry.
        xs: arrays with equal leading axes, or None.
        length: the number of steps if `xs` is None.
        reverse: whether to begin with the last.
        unroll: how many steps to write out in a row.
    """
    carried: list[Variable] = []
    while True:
        try:
            with compute_dtype(None):
                first = (init, [variable.value for variable in carried])
            step = _carrying_step(fn, carried)
            (last, values), ys = jax.lax.scan(step, first, xs, length, reverse, unroll)
        except _AssignedError as found:  # only tracing a step shows what it assigns
            carried.extend(found.variables)
            continue
        for variable, value in zip(carried, values, strict=True):
            variable.assign(value)
        return last, ys


def vmap(fn: Fn, in_axes: Any = 0, out_axes: Any = 0) -> Fn:
    """Return the function that maps `fn` over an axis of its arguments.

    Args:
        fn: a function of arrays; what it assigns to Variables must be the same for all.
        in_axes: the axis of each argument, None for those shared.
        out_axes: where the axis goes in the results.
    """

    @functools.wraps(fn)
    def run(*args: Any, **kwargs: Any) -> Any:
        carried = Carried(fn)
        try:
            result, updates = jax.vmap(carried.run, in_axes, (out_axes, None))(*args, **kwargs)
        except ValueError as error:
            if not carried.assigned:
                raise
            paths = ", ".join(repr(variable.path) for variable in carried.assigned)
            raise StateError(
                f"Variables {paths} are assigned in a mapped function; each can be only if its "
                "new value is the same for all that is mapped over."
            ) from error
        carried.settle(updates)
        return result

    return run


def remat(fn: Fn) -> Fn:
    """Return the function that recomputes its intermediate values in the backward pass.

    On symbolic tensors it is the function itself.

    Args:
        fn: a function whose memory is worth more than its time; a layer, or part of a `call`.

    Example:
        >>> import deepkit
        >>> float(deepkit.grad(deepkit.remat(lambda x: x**3))(2.0))
        12.0
    """

    @functools.wraps(fn)
    def run(*args: Any, **kwargs: Any) -> Any:
        if any_symbolic((args, kwargs)):
            return fn(*args, **kwargs)
        leaves, structure = jax.tree.flatten((args, kwargs))
        arrays = {place: x for place, x in enumerate(leaves) if isinstance(x, jax.Array)}
        carried, around, heard = Carried(fn), Surroundings(), listener()

        def inside(given: dict[int, Any], masks: Any) -> Any:
            filled = [given.get(place, leaf) for place, leaf in enumerate(leaves)]
            inner_args, inner_kwargs = jax.tree.unflatten(structure, filled)
            with around.inside(given, masks) as leave, _noting(heard) as ids:
                result, updates = carried.run(*inner_args, **inner_kwargs)
                return result, updates, leave(result), ids()

        result, updates, left, ids = jax.checkpoint(inside)(arrays, around.masks(arrays))
        if heard is not None:
            heard.settle(ids)
        carried.settle(updates)
        around.settle(result, left)
        return result

    return run


def _noting(heard: Lookups | None) -> AbstractContextManager[Callable[[], Any]]:
    return nullcontext(lambda: None) if heard is None else heard.within()


class _AssignedError(Exception):
    """A step of a scan assigned Variables that are not carried yet."""

    def __init__(self, variables: list[Variable]) -> None:
        super().__init__()
        self.variables = variables


def _carrying_step(fn: Fn, carried: list[Variable]) -> Fn:
    def step(carry: Any, x: Any) -> Any:
        given, values = carry
        with scope(carried, values) as inner:
            given, y = fn(given, x)
            known = set(map(id, carried))
            new = [v for v in inner.assigned.values() if id(v) not in known]
            if new:
                raise _AssignedError(new)
            return (given, [inner[id(v)] for v in carried]), y

    return step
