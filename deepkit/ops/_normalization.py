"""Scaling numbers to a common size: by a norm, or by mean and variance."""

from typing import Any

import jax.numpy as jnp
from jax import lax

from deepkit.backend import epsilon as default_epsilon
from deepkit.backend import op
from deepkit.ops._promotion import floating, tensor, wide
from deepkit.typing import Tensor


@op
def normalize(
    x: Tensor, axis: int | None = -1, order: int = 2, epsilon: float | None = None
) -> Tensor:
    """Return `x / max(norm(x), epsilon)`.

    Args:
        x: numbers.
        axis: the axis of the vectors.
        order: which norm: 1 for the sum of sizes, 2 for the Euclidean...
        epsilon: the least divisor; the default epsilon if None.

    Example:
        >>> from deepkit import ops
        >>> ops.normalize([3.0, 4.0]).tolist()
        [0.6, 0.8]
    """
    dtype, x = floating(x).dtype, wide(x)
    least = default_epsilon() if epsilon is None else epsilon
    if order == 2:
        # The bound is inside the root, whose gradient at zero is infinite.
        squares = jnp.sum(jnp.square(x), axis, keepdims=True)
        return (x * lax.rsqrt(jnp.maximum(squares, least**2))).astype(dtype)
    norm = jnp.linalg.norm(x, order, axis, keepdims=True)
    return (x / jnp.maximum(norm, least)).astype(dtype)


@op
def batch_normalization(
    x: Tensor,
    mean: Tensor,
    variance: Tensor,
    axis: int,
    offset: Tensor = None,
    scale: Tensor = None,
    epsilon: float = 0.001,
) -> Tensor:
    """Return `(x - mean) / sqrt(variance + epsilon) * scale + offset`.

    Args:
        x: numbers.
        mean: the mean of each feature.
        variance: the variance of each feature.
        axis: the axis of the features.
        offset: what is added to each feature; nothing if None.
        scale: what each feature is multiplied by; nothing if None.
        epsilon: added to the variance.

    Source:
        Ioffe, Szegedy, "Batch Normalization", 2015, arXiv:1502.03167, algorithm 1.
    """
    x = floating(x)
    shape = [1] * x.ndim
    shape[axis] = x.shape[axis]
    mean, variance, offset, scale = (
        None if v is None else jnp.reshape(jnp.asarray(v, x.dtype), shape)
        for v in (mean, variance, offset, scale)
    )
    factor = lax.rsqrt(variance + epsilon)
    factor = factor if scale is None else factor * scale
    shift = -mean * factor if offset is None else offset - mean * factor
    return x * factor + shift


@op
def layer_normalization(
    x: Tensor,
    gamma: Tensor = None,
    beta: Tensor = None,
    axis: Any = -1,
    epsilon: float | None = None,
) -> Tensor:
    """Return `(x - mean(x)) / sqrt(var(x) + epsilon) * gamma + beta`, in each sample.

    Args:
        x: numbers.
        gamma: what the result is multiplied by; nothing if None.
        beta: what is added to it; nothing if None.
        axis: the axis or axes that mean and variance are taken over.
        epsilon: added to the variance; the default epsilon if None.

    Source:
        Ba, Kiros, Hinton, "Layer Normalization", 2016, arXiv:1607.06450, equation 4.

    Example:
        >>> from deepkit import ops
        >>> ops.layer_normalization([1.0, 3.0], epsilon=0.0).tolist()
        [-1.0, 1.0]
    """
    dtype, x = floating(x).dtype, wide(x)
    axes = _axes(axis)
    centered = x - jnp.mean(x, axes, keepdims=True)
    variance = jnp.mean(jnp.square(centered), axes, keepdims=True)
    result = centered * lax.rsqrt(variance + _epsilon(epsilon))
    result = result if gamma is None else result * _broadcast(gamma, x, axis)
    result = result if beta is None else result + _broadcast(beta, x, axis)
    return result.astype(dtype)


@op
def rms_normalization(
    x: Tensor, scale: Tensor = None, axis: Any = -1, epsilon: float | None = None
) -> Tensor:
    """Return `x / sqrt(mean(x**2) + epsilon) * scale`, in each sample.

    Args:
        x: numbers.
        scale: what the result is multiplied by; nothing if None.
        axis: the axis or axes that the mean is taken over.
        epsilon: added to the mean; the default epsilon if None.

    Source:
        Zhang, Sennrich, "Root Mean Square Layer Normalization", 2019, arXiv:1910.07467,
        equation 4.

    Example:
        >>> from deepkit import ops
        >>> ops.rms_normalization([1.0, 7.0], epsilon=0.0).tolist()
        [0.2, 1.4]
    """
    dtype, x = floating(x).dtype, wide(x)
    squares = jnp.mean(jnp.square(x), _axes(axis), keepdims=True)
    result = x * lax.rsqrt(squares + _epsilon(epsilon))
    result = result if scale is None else result * _broadcast(scale, x, axis)
    return result.astype(dtype)


def _epsilon(epsilon: float | None) -> float:
    return default_epsilon() if epsilon is None else epsilon


def _axes(axis: Any) -> Any:
    return tuple(axis) if isinstance(axis, (list, tuple)) else axis


def _broadcast(weight: Tensor, x: Tensor, axis: Any) -> Tensor:
    """Return a weight over some axes in a shape that multiplies `x`."""
    axes = [axis] if isinstance(axis, int) else axis
    kept = {a % x.ndim for a in axes}
    shape = [size if i in kept else 1 for i, size in enumerate(x.shape)]
    return jnp.reshape(tensor(weight), shape).astype(x.dtype)
