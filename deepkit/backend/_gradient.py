"""Gradients: of functions by their arguments or by Variables, and gradients of one's own."""

import functools
from collections.abc import Callable
from typing import Any

import jax
from jax.errors import UnexpectedTracerError

from deepkit.backend._context import Surroundings
from deepkit.backend._convert import convert
from deepkit.backend._defaults import floatx
from deepkit.backend._op import op
from deepkit.backend._scope import Carried, scope
from deepkit.backend._variable import Variable, compute_dtype
from deepkit.errors import StateError

Fn = Callable[..., Any]


def grad(fn: Fn, argnums: Any = 0, *, has_aux: bool = False) -> Fn:
    """Return the function that computes the gradient of `fn`.

    Args:
        fn: a function with a scalar result; it may read and assign Variables.
        argnums: the place of the argument to differentiate by, or a list of places; or a
            structure of Variables that `fn` reads.
        has_aux: whether `fn` returns `(scalar, extra)`; the gradient then comes with the extra.

    Example:
        >>> import deepkit
        >>> float(deepkit.grad(lambda x: x**2)(3.0))
        6.0
    """
    both = value_and_grad(fn, argnums, has_aux=has_aux)

    @functools.wraps(fn)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        value, gradients = both(*args, **kwargs)
        return (gradients, value[1]) if has_aux else gradients

    return gradient


def value_and_grad(fn: Fn, argnums: Any = 0, *, has_aux: bool = False) -> Fn:
    """Return the function that computes `fn` and its gradient at once.

    Args:
        fn: a function with a scalar result; it may read and assign Variables.
        argnums: the place of the argument to differentiate by, or a list of places; or a
            structure of Variables that `fn` reads. The gradients come in the same structure.
        has_aux: whether `fn` returns `(scalar, extra)`.

    Raises:
        TypeError: if `argnums` mixes places and Variables.

    Example:
        >>> import deepkit
        >>> value, gradient = deepkit.value_and_grad(lambda x: x**2)(3.0)
        >>> float(value), float(gradient)
        (9.0, 6.0)
        >>> w = deepkit.Variable(3.0)
        >>> _, [gradient] = deepkit.value_and_grad(lambda x: x * w * w, [w])(2.0)
        >>> float(gradient)
        12.0
    """
    kinds = {Variable if isinstance(v, Variable) else type(v) for v in jax.tree.leaves(argnums)}
    if kinds <= {Variable}:
        return _by_variables(fn, argnums, has_aux)
    if kinds == {int}:
        return _by_places(fn, argnums, has_aux)
    raise TypeError(f"`argnums` must be places of arguments, or Variables, got {argnums!r}.")


def _by_places(fn: Fn, argnums: Any, has_aux: bool) -> Fn:
    places = argnums if isinstance(argnums, int) else tuple(argnums)
    flat = jax.tree.leaves(places)

    @functools.wraps(fn)
    def run(*args: Any, **kwargs: Any) -> Any:
        apart = _Apart(fn)
        chosen = {place if place >= 0 else place + len(args) for place in flat}
        given = [_floating(arg) if place in chosen else arg for place, arg in enumerate(args)]
        masks = apart.around.masks(given)
        scalar = _scalar(lambda *inner: apart.run(inner, kwargs, masks), has_aux)
        (_, left), gradients = jax.value_and_grad(scalar, places, has_aux=True)(*given)
        return apart.settled(left), gradients

    return run


def _by_variables(fn: Fn, variables: Any, has_aux: bool) -> Fn:
    flat = jax.tree.leaves(variables)

    @functools.wraps(fn)
    def run(*args: Any, **kwargs: Any) -> Any:
        apart = _Apart(fn)
        masks = apart.around.masks(args)

        def inside(values: Any) -> Any:
            with scope(flat, jax.tree.leaves(values)):
                return apart.run(args, kwargs, masks)

        with compute_dtype(None):  # the gradient has the dtype of what is updated
            values = jax.tree.map(lambda variable: variable.value, variables)
        scalar = _scalar(inside, has_aux)
        (_, left), gradients = jax.value_and_grad(scalar, has_aux=True)(values)
        return apart.settled(left), gradients

    return run


class _Apart:
    """A function that is traced apart: all it does besides its result comes out of the trace."""

    def __init__(self, fn: Fn) -> None:
        self._carried, self.around = Carried(fn), Surroundings()

    def run(self, args: Any, kwargs: Any, masks: list[Any]) -> Any:
        """Return the result; the values of what was assigned; and masks and losses."""
        with self.around.inside(args, masks) as leave:
            result, updates = self._carried.run(*args, **kwargs)
            return result, updates, leave(result)

    def settled(self, left: Any) -> Any:
        """Do outside of the trace what the function did, and return its result."""
        result, updates, masks_and_losses = left
        self._carried.settle(updates)
        self.around.settle(result, masks_and_losses)
        return result


def _scalar(run: Fn, has_aux: bool) -> Fn:
    """Return the function of what is differentiated: the scalar, then all that comes with it."""

    def scalar(*args: Any) -> Any:
        left = run(*args)
        return (left[0][0] if has_aux else left[0]), left

    return scalar


def _floating(arg: Any) -> Any:
    """Return an argument with its Variables read and its Python numbers as floats."""

    def number(x: Any) -> Any:
        if isinstance(x, int) and not isinstance(x, bool):
            return convert(x, floatx())
        return convert(x) if isinstance(x, (float, Variable)) else x

    return jax.tree.map(number, arg)


def custom_gradient(f: Fn) -> Fn:
    """Give a function a gradient of your own.

    Args:
        f: returns its value, and a function from the gradient by that value to the gradients by
            the arguments: one for each, in their order.

    Raises:
        StateError: when called, if it reads a Variable that is differentiated by. Such a Variable
            must be an argument, so that it gets a gradient.

    Example:
        >>> import deepkit
        >>> from deepkit import ops
        >>> @deepkit.custom_gradient
        ... def log1pexp(x):
        ...     e = ops.exp(x)
        ...     return ops.log(1 + e), lambda upstream: upstream * (1 - 1 / (1 + e))
        >>> float(deepkit.grad(log1pexp)(100.0))
        1.0
    """

    @functools.wraps(f)
    def run(*args: Any, **options: Any) -> Any:
        @jax.custom_gradient
        def inner(*given: Any) -> Any:
            value, backward = f(*given, **options)
            return value, lambda upstream: _as_tuple(backward(upstream), len(given))

        try:
            return inner(*map(_floating, args))
        except UnexpectedTracerError as error:
            name = getattr(f, "__name__", repr(f))
            raise StateError(
                f"`{name}` reads a Variable that is being differentiated by. Make it an argument: "
                "a custom gradient says nothing about what else the function reads."
            ) from error

    return op(run)


def _as_tuple(gradients: Any, count: int) -> tuple[Any, ...]:
    several = isinstance(gradients, tuple) or (count > 1 and isinstance(gradients, list))
    return tuple(gradients) if several else (gradients,)
