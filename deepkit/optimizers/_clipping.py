"""Gradients made smaller where they are too large."""

from collections.abc import Callable

from deepkit import ops
from deepkit.optimizers._row_gradient import RowGradient, on_values, values_in
from deepkit.typing import Tensor

Grads = dict[str, Tensor | RowGradient]


def clipped(
    grads: Grads,
    *,
    clipnorm: float | None = None,
    clipvalue: float | None = None,
    global_clipnorm: float | None = None,
) -> Grads:
    """Return the gradients clipped by at most one of three measures.

    Args:
        grads: gradients by key.
        clipnorm: the largest L2 norm of a single gradient.
        clipvalue: the largest absolute value of an element.
        global_clipnorm: the largest L2 norm of all gradients together.
    """
    if clipnorm is not None:
        return _each(lambda values: _by_norm(values, clipnorm), grads)
    if clipvalue is not None:
        return _each(lambda values: ops.clip(values, -clipvalue, clipvalue), grads)
    if global_clipnorm is not None and grads:
        return _by_global_norm(grads, global_clipnorm)
    return grads


def _each(fn: Callable[[Tensor], Tensor], grads: Grads) -> Grads:
    return {key: on_values(fn, grad) for key, grad in grads.items()}


def _by_norm(values: Tensor, most: float) -> Tensor:
    norm = ops.sqrt(_square_sum(values))
    return values * most / ops.cast(ops.maximum(norm, most), values.dtype)


def _by_global_norm(grads: Grads, most: float) -> Grads:
    squares = [_square_sum(values_in(grad)) for grad in grads.values()]
    norm = ops.sqrt(sum(squares[1:], squares[0]))
    # An infinite or undefined norm makes every gradient NaN, which is seen; 0 would hide it.
    scale = most * ops.minimum(1 / norm, 1 / most) + (norm - norm)
    return _each(lambda values: values * ops.cast(scale, values.dtype), grads)


def _square_sum(grad: Tensor) -> Tensor:
    # Not in half precision, where squares overflow.
    wide = "float64" if grad.dtype == "float64" else "float32"
    return ops.sum(ops.square(ops.cast(grad, wide)))
