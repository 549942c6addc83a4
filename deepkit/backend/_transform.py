"""JAX's program transformations, for functions that use Variables and operations."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import jax

from deepkit.backend._convert import convert
from deepkit.backend._scope import scope
from deepkit.backend._variable import Variable

Fn = Callable[..., Any]


def jit(fn: Fn, **options: Any) -> Fn:
    """Compile a pure function; Variables it reads are constants of the program.

    Args:
        fn: a function of arrays.
        **options: of `jax.jit`, such as `static_argnums` and `donate_argnums`.

    Example:
        >>> import deepkit
        >>> float(deepkit.backend.jit(lambda x: x * 2)(3.0))
        6.0
    """
    return jax.jit(fn, **options)


def grad(
    fn: Fn, argnums: int | Sequence[int] | Sequence[Variable] = 0, *, has_aux: bool = False
) -> Fn:
    """Return the function that computes the gradient of `fn`.

    Args:
        fn: a function with a scalar result.
        argnums: which positional arguments to differentiate; or a list of Variables that `fn`
            reads.
        has_aux: whether `fn` returns `(scalar, extra)`; the gradient then comes with the extra.

    Example:
        >>> import deepkit
        >>> float(deepkit.grad(lambda x: x**2)(3.0))
        6.0
    """
    inner = value_and_grad(fn, argnums, has_aux=has_aux)

    def gradient(*args: Any, **kwargs: Any) -> Any:
        value, gradients = inner(*args, **kwargs)
        return (gradients, value[1]) if has_aux else gradients

    return gradient


def value_and_grad(
    fn: Fn, argnums: int | Sequence[int] | Sequence[Variable] = 0, *, has_aux: bool = False
) -> Fn:
    """Return the function that computes `fn` and its gradient at once.

    Args:
        fn: a function with a scalar result.
        argnums: which positional arguments to differentiate; or a list of Variables that `fn`
            reads. Other Variables may be assigned within.
        has_aux: whether `fn` returns `(scalar, extra)`.

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
    if not isinstance(argnums, int) and any(isinstance(v, Variable) for v in argnums):
        return _value_and_grad_of(fn, [v for v in argnums if isinstance(v, Variable)], has_aux)
    inner = jax.value_and_grad(fn, argnums, has_aux=has_aux)  # pyright: ignore[reportArgumentType]
    return lambda *args, **kwargs: inner(*_arrays(args), **kwargs)


def _value_and_grad_of(fn: Fn, variables: list[Variable], has_aux: bool) -> Fn:
    """Differentiate by Variables; what `fn` assigns to others is carried out of the trace."""

    def run(*args: Any, **kwargs: Any) -> Any:
        assigned: list[Variable] = []

        def pure(values: list[jax.Array]) -> Any:
            with scope(variables, values) as inner:
                result = fn(*args, **kwargs)
            assigned[:] = inner.assigned.values()
            return (result[0] if has_aux else result), (result, [inner[id(v)] for v in assigned])

        values = [variable.value for variable in variables]
        (_, (result, updates)), gradients = jax.value_and_grad(pure, has_aux=True)(values)
        for variable, value in zip(assigned, updates, strict=True):
            variable.assign(value)
        return result, gradients

    return run


def custom_gradient(fn: Fn) -> Fn:
    """Give a function a gradient of your own.

    Args:
        fn: returns its value and a function from the gradient of that value to the gradients of
            the arguments.

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

    @jax.custom_gradient
    def inner(*args: Any) -> Any:
        value, backward = fn(*args)
        return value, lambda upstream: _as_tuple(backward(upstream))

    return lambda *args: inner(*_arrays(args))


def scan(fn: Fn, init: Any, xs: Any = None, length: int | None = None, **options: Any) -> Any:
    """Run `carry, y = fn(carry, x)` over the leading axis of `xs` inside the program.

    Args:
        fn: one step.
        init: the first carry.
        xs: arrays with equal leading axes, or None.
        length: the number of steps if `xs` is None.
        **options: `reverse` and `unroll`.
    """
    return jax.lax.scan(fn, init, xs, length, **options)


def vmap(fn: Fn, in_axes: Any = 0, out_axes: Any = 0) -> Fn:
    """Return the function that maps `fn` over an axis of its arguments.

    Args:
        fn: a function of arrays.
        in_axes: the axis of each argument, None for those shared.
        out_axes: where the axis goes in the results.
    """
    return jax.vmap(fn, in_axes, out_axes)


def remat(fn: Fn) -> Fn:
    """Return the function that recomputes its intermediate values in the backward pass.

    Args:
        fn: a function whose memory is worth more than its time.
    """
    return jax.checkpoint(fn)


def concrete() -> AbstractContextManager[Any]:
    """Compute true arrays within the block, even while a function around it is traced."""
    return jax.ensure_compile_time_eval()


def _arrays(args: Any) -> Any:
    """Integers cannot be differentiated: a user's `grad(f)(3)` means 3.0."""
    return tuple(jax.tree.map(lambda x: convert(x) if isinstance(x, float) else x, args))


def _as_tuple(gradients: Any) -> tuple[Any, ...]:
    return tuple(gradients) if isinstance(gradients, (list, tuple)) else (gradients,)
