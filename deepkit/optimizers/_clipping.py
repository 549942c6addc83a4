"""Gradients made smaller where they are too large."""

from deepkit import ops
from deepkit.typing import Tensor

Arrays = dict[str, Tensor]


def clipped(
    grads: Arrays,
    *,
    clipnorm: float | None = None,
    clipvalue: float | None = None,
    global_clipnorm: float | None = None,
) -> Arrays:
    """Return the gradients clipped by at most one of three measures.

    Args:
        grads: gradients by key.
        clipnorm: the largest L2 norm of a single gradient.
        clipvalue: the largest absolute value of an element.
        global_clipnorm: the largest L2 norm of all gradients together.
    """
    if clipnorm is not None:
        return {key: _by_norm(grad, clipnorm) for key, grad in grads.items()}
    if clipvalue is not None:
        return {key: ops.clip(grad, -clipvalue, clipvalue) for key, grad in grads.items()}
    if global_clipnorm is not None and grads:
        return _by_global_norm(grads, global_clipnorm)
    return grads


def _by_norm(grad: Tensor, most: float) -> Tensor:
    norm = ops.sqrt(_square_sum(grad))
    return grad * most / ops.cast(ops.maximum(norm, most), grad.dtype)


def _by_global_norm(grads: Arrays, most: float) -> Arrays:
    squares = [_square_sum(grad) for grad in grads.values()]
    norm = ops.sqrt(sum(squares[1:], squares[0]))
    # An infinite or undefined norm makes every gradient NaN, which is seen; 0 would hide it.
    scale = most * ops.minimum(1 / norm, 1 / most) + (norm - norm)
    return {key: grad * ops.cast(scale, grad.dtype) for key, grad in grads.items()}


def _square_sum(grad: Tensor) -> Tensor:
    # Not in half precision, where squares overflow.
    wide = "float64" if grad.dtype == "float64" else "float32"
    return ops.sum(ops.square(ops.cast(grad, wide)))
