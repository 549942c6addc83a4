"""Activation functions: smooth and piecewise curves between layers."""

import jax
import jax.numpy as jnp

from deepkit.backend import op
from deepkit.ops._promotion import floating, tensor, together
from deepkit.typing import Tensor

# Called on arrays, these functions of JAX go through Python that costs ten times what they compute.
# Compiled they do not; inlined, they are in programs what they were.
_relu = jax.jit(jax.nn.relu, inline=True)
_relu6 = jax.jit(jax.nn.relu6, inline=True)
_gelu = jax.jit(jax.nn.gelu, static_argnums=1, inline=True)
_softmax = jax.jit(jax.nn.softmax, static_argnums=1, inline=True)


@op
def relu(x: Tensor) -> Tensor:
    """Return `max(x, 0)`.

    Args:
        x: numbers.

    Example:
        >>> from deepkit import ops
        >>> ops.relu([-1.0, 2.0]).tolist()
        [0.0, 2.0]
    """
    return _relu(tensor(x))


@op
def relu6(x: Tensor) -> Tensor:
    """Return `min(max(x, 0), 6)`.

    Args:
        x: numbers.
    """
    return _relu6(floating(x))


@op
def leaky_relu(x: Tensor, negative_slope: float = 0.2) -> Tensor:
    """Return `x` above zero, `negative_slope * x` below.

    Args:
        x: numbers.
        negative_slope: the slope below zero.
    """
    return jax.nn.leaky_relu(floating(x), negative_slope)


@op
def elu(x: Tensor, alpha: float = 1.0) -> Tensor:
    """Return `x` above zero, `alpha * (exp(x) - 1)` below.

    Args:
        x: numbers.
        alpha: minus the limit far below zero.

    Source:
        Clevert, Unterthiner, Hochreiter, "Fast and Accurate Deep Network Learning by Exponential
        Linear Units", 2016, arXiv:1511.07289.
    """
    return jax.nn.elu(floating(x), alpha)


@op
def selu(x: Tensor) -> Tensor:
    """Return `1.0507 * elu(x, 1.6733)`, which keeps activations near mean 0 and variance 1.

    Args:
        x: numbers.

    Source:
        Klambauer et al., "Self-Normalizing Neural Networks", 2017, arXiv:1706.02515.
    """
    return jax.nn.selu(floating(x))


@op
def celu(x: Tensor, alpha: float = 1.0) -> Tensor:
    """Return `x` above zero, `alpha * (exp(x / alpha) - 1)` below: smooth at zero.

    Args:
        x: numbers.
        alpha: minus the limit far below zero.

    Source:
        Barron, "Continuously Differentiable Exponential Linear Units", 2017, arXiv:1704.07483.
    """
    return jax.nn.celu(floating(x), alpha)


@op
def gelu(x: Tensor, approximate: bool = True) -> Tensor:
    """Return `x * P(X <= x)` for a standard normal X.

    Args:
        x: numbers.
        approximate: whether the probability is approximated by a tanh.

    Source:
        Hendrycks, Gimpel, "Gaussian Error Linear Units", 2016, arXiv:1606.08415.

    Example:
        >>> from deepkit import ops
        >>> float(ops.gelu(1.0, approximate=False))
        0.8413
    """
    return _gelu(floating(x), bool(approximate))


@op
def silu(x: Tensor) -> Tensor:
    """Return `x * sigmoid(x)`.

    Args:
        x: numbers.

    Source:
        Ramachandran, Zoph, Le, "Searching for Activation Functions", 2017, arXiv:1710.05941.
    """
    return jax.nn.silu(floating(x))


swish = silu


@op
def mish(x: Tensor) -> Tensor:
    """Return `x * tanh(softplus(x))`.

    Args:
        x: numbers.

    Source:
        Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2019,
        arXiv:1908.08681.
    """
    return jax.nn.mish(floating(x))


@op
def glu(x: Tensor, axis: int = -1) -> Tensor:
    """Return the first half times the sigmoid of the second half.

    Args:
        x: numbers, an even count along `axis`.
        axis: the axis that is halved.

    Source:
        Dauphin et al., "Language Modeling with Gated Convolutional Networks", 2017,
        arXiv:1612.08083.

    Example:
        >>> from deepkit import ops
        >>> ops.glu([1.0, 2.0, 0.0, 0.0]).tolist()
        [0.5, 1.0]
    """
    return jax.nn.glu(floating(x), axis)


@op
def sigmoid(x: Tensor) -> Tensor:
    """Return `1 / (1 + exp(-x))`.

    Args:
        x: numbers.
    """
    return jax.nn.sigmoid(floating(x))


@op
def log_sigmoid(x: Tensor) -> Tensor:
    """Return `log(sigmoid(x))`, precise far below zero.

    Args:
        x: numbers.
    """
    return jax.nn.log_sigmoid(floating(x))


@op
def hard_sigmoid(x: Tensor) -> Tensor:
    """Return `x / 6 + 1/2`, held between 0 and 1.

    Args:
        x: numbers.
    """
    return jax.nn.hard_sigmoid(floating(x))


@op
def hard_silu(x: Tensor) -> Tensor:
    """Return `x * hard_sigmoid(x)`.

    Args:
        x: numbers.

    Source:
        Howard et al., "Searching for MobileNetV3", 2019, arXiv:1905.02244.
    """
    return jax.nn.hard_silu(floating(x))


hard_swish = hard_silu


@op
def hard_tanh(x: Tensor) -> Tensor:
    """Return `x` held between -1 and 1.

    Args:
        x: numbers.
    """
    return jax.nn.hard_tanh(tensor(x))


@op
def tanh_shrink(x: Tensor) -> Tensor:
    """Return `x - tanh(x)`.

    Args:
        x: numbers.
    """
    x = floating(x)
    return x - jnp.tanh(x)


@op
def hard_shrink(x: Tensor, threshold: float = 0.5) -> Tensor:
    """Return `x` where it is larger in size than a threshold, zero elsewhere.

    Args:
        x: numbers.
        threshold: the threshold, at least 0.
    """
    x = tensor(x)
    return jnp.where(_lies_above(jnp.abs(x), threshold), x, jnp.zeros_like(x))


@op
def soft_shrink(x: Tensor, threshold: float = 0.5) -> Tensor:
    """Return `x` moved towards zero by a threshold, zero if it is that near.

    Args:
        x: numbers.
        threshold: the threshold, at least 0.
    """
    x = floating(x)
    return x - jnp.clip(x, -threshold, threshold)


@op
def threshold(x: Tensor, threshold: float, default_value: float) -> Tensor:
    """Return `x` where it is above a threshold, another value elsewhere.

    Args:
        x: numbers.
        threshold: the threshold.
        default_value: the value at and below it.
    """
    x, default_value = together(x, default_value)
    return jnp.where(_lies_above(x, threshold), x, default_value)


@op
def softplus(x: Tensor) -> Tensor:
    """Return `log(1 + exp(x))`.

    Args:
        x: numbers.
    """
    return jax.nn.softplus(floating(x))


@op
def squareplus(x: Tensor, b: float = 4) -> Tensor:
    """Return `(x + sqrt(x**2 + b)) / 2`, a softplus without exponentials.

    Args:
        x: numbers.
        b: how round the bend is.

    Source:
        Barron, "Squareplus: A Softplus-Like Algebraic Rectifier", 2021, arXiv:2112.11687.
    """
    return jax.nn.squareplus(floating(x), b)


@op
def sparse_plus(x: Tensor) -> Tensor:
    """Return 0 below -1, `x` above 1, `(x + 1)**2 / 4` between.

    Args:
        x: numbers.
    """
    return jax.nn.sparse_plus(floating(x))


@op
def sparse_sigmoid(x: Tensor) -> Tensor:
    """Return 0 below -1, 1 above 1, `(x + 1) / 2` between.

    Args:
        x: numbers.
    """
    return jax.nn.sparse_sigmoid(floating(x))


@op
def softsign(x: Tensor) -> Tensor:
    """Return `x / (1 + |x|)`.

    Args:
        x: numbers.
    """
    return jax.nn.soft_sign(floating(x))


@op
def softmax(x: Tensor, axis: int | tuple[int, ...] | None = -1) -> Tensor:
    """Return `exp(x) / sum(exp(x))`: numbers that are positive and sum to one.

    Args:
        x: numbers.
        axis: the axis or axes they sum to one over; all if None.

    Example:
        >>> from deepkit import ops
        >>> ops.softmax([0.0, 0.0]).tolist()
        [0.5, 0.5]
    """
    return _softmax(floating(x), _axes(axis))


@op
def log_softmax(x: Tensor, axis: int | tuple[int, ...] | None = -1) -> Tensor:
    """Return `x - log(sum(exp(x)))`, the logarithm of the softmax.

    Args:
        x: numbers.
        axis: the axis or axes of the softmax; all if None.
    """
    return jax.nn.log_softmax(floating(x), _axes(axis))


@op
def sparsemax(x: Tensor, axis: int = -1) -> Tensor:
    """Return the nearest numbers that are not negative and sum to one; many are exactly zero.

    Args:
        x: numbers.
        axis: the axis they sum to one over.

    Source:
        Martins, Astudillo, "From Softmax to Sparsemax", 2016, arXiv:1602.02068, algorithm 1.

    Example:
        >>> from deepkit import ops
        >>> ops.sparsemax([1.0, 0.5, -2.0]).tolist()
        [0.75, 0.25, 0.0]
    """
    x = jnp.moveaxis(floating(x), axis, -1)
    falling = -jnp.sort(-x, axis=-1)
    rank = jnp.arange(1, x.shape[-1] + 1, dtype=x.dtype)
    supported = 1 + rank * falling > jnp.cumsum(falling, axis=-1)
    count = jnp.sum(supported, axis=-1, keepdims=True, dtype=x.dtype)
    total = jnp.sum(jnp.where(supported, falling, 0.0), axis=-1, keepdims=True)
    return jnp.moveaxis(jnp.maximum(x - (total - 1) / count, 0), -1, axis)


def _axes(axis: int | tuple[int, ...] | None) -> int | tuple[int, ...] | None:
    return tuple(axis) if isinstance(axis, list) else axis


def _lies_above(x: Tensor, threshold: float) -> Tensor:
    return jnp.greater(*together(x, threshold))
