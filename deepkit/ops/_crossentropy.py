"""Cross-entropies: how surprising the targets are under predicted probabilities."""

from typing import Any

import jax
import jax.numpy as jnp

from deepkit.backend import epsilon, op
from deepkit.errors import ShapeError
from deepkit.ops._indexing import whole
from deepkit.ops._promotion import floating, together_floating, wide
from deepkit.typing import Tensor


@op
def binary_crossentropy(target: Tensor, output: Tensor, from_logits: bool = False) -> Tensor:
    """Return `-target * log(p) - (1 - target) * log(1 - p)`, element by element.

    Args:
        target: probabilities between 0 and 1.
        output: the predicted probabilities `p`, or logits.
        from_logits: whether `p = sigmoid(output)`.

    Raises:
        ShapeError: if the shapes differ.

    Example:
        >>> from deepkit import ops
        >>> ops.binary_crossentropy([1.0], [0.5]).tolist()
        [0.693]
    """
    target, output, dtype = _alike(target, output)
    if from_logits:
        # Kept apart from log(p): far from zero the sigmoid rounds to 0 or 1. In this order, what is
        # large cancels before what may be tiny is added. The minimum is -|x|, whose own gradient
        # at zero is one-sided: that of the loss would be too.
        large = jnp.maximum(output, 0) - output * target
        small = jnp.log1p(jnp.exp(jnp.minimum(output, -output)))
        return (large + small).astype(dtype)
    p = jnp.clip(output, epsilon(), 1 - epsilon())
    return -(target * jnp.log(p) + (1 - target) * jnp.log(1 - p)).astype(dtype)


@op
def categorical_crossentropy(
    target: Tensor, output: Tensor, from_logits: bool = False, axis: int = -1
) -> Tensor:
    """Return `-sum(target * log(p))` over the classes.

    Args:
        target: probabilities of the classes.
        output: predicted probabilities, scaled to sum to one; or logits.
        from_logits: whether `p = softmax(output)`.
        axis: the axis of the classes.

    Raises:
        ShapeError: if the shapes differ.

    Example:
        >>> from deepkit import ops
        >>> ops.categorical_crossentropy([[0.0, 1.0]], [[0.5, 0.5]]).tolist()
        [0.693]
    """
    target, output, dtype = _alike(target, output)
    logs = _log_probabilities(output, from_logits, axis)
    return -jnp.sum(target * logs, axis=axis).astype(dtype)


@op
def sparse_categorical_crossentropy(
    target: Tensor, output: Tensor, from_logits: bool = False, axis: int = -1
) -> Tensor:
    """Return `-log(p)` of the right class.

    Args:
        target: the number of the right class; numbers of no class cost nothing.
        output: predicted probabilities, scaled to sum to one; or logits.
        from_logits: whether `p = softmax(output)`.
        axis: the axis of the classes, which `target` has not, or has with size 1.

    Raises:
        ShapeError: if the shapes do not fit.

    Example:
        >>> from deepkit import ops
        >>> ops.sparse_categorical_crossentropy([1], [[0.5, 0.5]]).tolist()
        [0.693]
    """
    target, output = whole(target), floating(output)
    if target.ndim == output.ndim and target.shape[axis] == 1:
        target = jnp.squeeze(target, axis)
    if target.ndim != output.ndim - 1:
        raise ShapeError(
            f"`target` must have the shape of `output` without the classes, got {target.shape} "
            f"and {output.shape}."
        )
    logs = _log_probabilities(wide(output), from_logits, axis)
    # Compared, not gathered: XLA fuses it into the sum, and its gradient needs no scatter.
    classes = jax.lax.broadcasted_iota(target.dtype, output.shape, axis % output.ndim)
    right = classes == jnp.expand_dims(target, axis)
    return -jnp.sum(jnp.where(right, logs, 0), axis=axis).astype(output.dtype)


def _log_probabilities(output: Tensor, from_logits: bool, axis: int) -> Tensor:
    if from_logits:
        return jax.nn.log_softmax(output, axis)
    p = output / jnp.sum(output, axis, keepdims=True)
    return jnp.log(jnp.clip(p, epsilon(), 1 - epsilon()))


def _alike(target: Tensor, output: Tensor) -> tuple[Tensor, Tensor, Any]:
    """Return both in a dtype that can tell `1 - epsilon` from 1, and the dtype they came in."""
    target, output = together_floating(target, output)
    if target.shape != output.shape:
        raise ShapeError(
            f"`target` and `output` must have the same shape, got {target.shape} and "
            f"{output.shape}."
        )
    return wide(target), wide(output), output.dtype
