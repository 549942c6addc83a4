"""Draws from distributions; where the randomness comes from is `deepkit.backend`'s business."""

from typing import Any

import jax
import jax.numpy as jnp

from deepkit.backend import op, random_key, standardize_dtype
from deepkit.errors import ShapeError, fraction
from deepkit.ops._promotion import floating, tensor
from deepkit.typing import Shape, Tensor

__all__ = [
    "bernoulli",
    "beta",
    "binomial",
    "categorical",
    "dropout",
    "gamma",
    "normal",
    "randint",
    "shuffle",
    "truncated_normal",
    "uniform",
]


def normal(
    shape: Shape, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Return draws from the normal distribution.

    Args:
        shape: sizes of the axes.
        mean: the mean.
        stddev: the standard deviation.
        dtype: the floatx if None.
        seed: an int for the same draw each time, a `SeedGenerator`, or None.

    Example:
        >>> from deepkit import random
        >>> random.normal((2, 3), seed=1).shape
        (2, 3)
    """
    dtype = standardize_dtype(dtype)
    return jax.random.normal(random_key(seed), _sizes(shape), dtype) * _as(stddev, dtype) + _as(
        mean, dtype
    )


def truncated_normal(
    shape: Shape, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Return draws from the normal distribution, none farther than two `stddev` from the mean.

    Args:
        shape: sizes of the axes.
        mean: the mean.
        stddev: the standard deviation before the ends are cut off.
        dtype: the floatx if None.
        seed: an int for the same draw each time, a `SeedGenerator`, or None.

    Example:
        >>> from deepkit import random
        >>> bool((abs(random.truncated_normal((100,), seed=1)) <= 2).all())
        True
    """
    dtype = standardize_dtype(dtype)
    draws = jax.random.truncated_normal(random_key(seed), -2, 2, _sizes(shape), dtype)
    return draws * _as(stddev, dtype) + _as(mean, dtype)


def uniform(
    shape: Shape, minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Return numbers drawn evenly between two bounds.

    Args:
        shape: sizes of the axes.
        minval: the lower bound, which may be drawn.
        maxval: the upper bound, which may not.
        dtype: the floatx if None; whole numbers for a whole dtype.
        seed: an int for the same draw each time, a `SeedGenerator`, or None.

    Example:
        >>> from deepkit import random
        >>> draws = random.uniform((100,), 2.0, 3.0, seed=1)
        >>> bool((draws >= 2).all() and (draws < 3).all())
        True
    """
    dtype = standardize_dtype(dtype)
    if not jnp.issubdtype(dtype, jnp.floating):
        return randint(shape, minval, maxval, dtype, seed)
    low, high = _as(minval, dtype), _as(maxval, dtype)
    return jax.random.uniform(random_key(seed), _sizes(shape), dtype, low, high)


def randint(
    shape: Shape, minval: Any, maxval: Any, dtype: Any = "int32", seed: Any = None
) -> Tensor:
    """Return whole numbers drawn evenly between two bounds.

    Args:
        shape: sizes of the axes.
        minval: the lower bound, which may be drawn.
        maxval: the upper bound, which may not.
        dtype: the dtype of the numbers.
        seed: an int for the same draw each time, a `SeedGenerator`, or None.

    Example:
        >>> from deepkit import random
        >>> int(random.randint((), 4, 5, seed=1))
        4
    """
    dtype = standardize_dtype(dtype)
    whole = dtype if jnp.issubdtype(dtype, jnp.integer) else "int32"
    return jax.random.randint(random_key(seed), _sizes(shape), minval, maxval, whole).astype(dtype)


@op
def categorical(logits: Tensor, num_samples: int, dtype: Any = "int32", seed: Any = None) -> Tensor:
    """Return classes drawn with probabilities `softmax(logits)`.

    Args:
        logits: `(batch, classes)`.
        num_samples: how many draws for each row.
        dtype: the dtype of the result, `(batch, num_samples)`.
        seed: an int for the same draw each time, a `SeedGenerator`, or None.

    Example:
        >>> from deepkit import random
        >>> random.categorical([[0.0, 1000.0]], 3, seed=1).tolist()
        [[1, 1, 1]]
    """
    logits = floating(logits)[..., None]
    shape = (*logits.shape[:-2], num_samples)
    draws = jax.random.categorical(random_key(seed), logits, axis=-2, shape=shape)
    return draws.astype(standardize_dtype(dtype))


def bernoulli(shape: Shape, p: Any = 0.5, dtype: Any = "bool", seed: Any = None) -> Tensor:
    """Return draws that are true with a probability.

    Args:
        shape: sizes of the axes.
        p: the probability.
        dtype: the dtype of the result.
        seed: an int for the same draw each time, a `SeedGenerator`, or None.

    Example:
        >>> from deepkit import random
        >>> random.bernoulli((2,), 1.0, seed=1).tolist()
        [True, True]
    """
    p = jnp.asarray(p, "float32")
    return jax.random.bernoulli(random_key(seed), p, _sizes(shape)).astype(standardize_dtype(dtype))


def binomial(
    shape: Shape, counts: Any, probabilities: Any, dtype: Any = None, seed: Any = None
) -> Tensor:
    """Return how many of some trials succeed.

    Args:
        shape: sizes of the axes.
        counts: how many trials; broadcast to the shape.
        probabilities: the probability of success; broadcast to the shape.
        dtype: the floatx if None.
        seed: an int for the same draw each time, a `SeedGenerator`, or None.

    Example:
        >>> from deepkit import random
        >>> random.binomial((2,), 5, 1.0, seed=1).tolist()
        [5.0, 5.0]
    """
    dtype = standardize_dtype(dtype)
    n, p = _as(counts, dtype), _as(probabilities, dtype)
    return jax.random.binomial(random_key(seed), n, p, _sizes(shape), dtype)


def beta(shape: Shape, alpha: Any, beta: Any, dtype: Any = None, seed: Any = None) -> Tensor:
    """Return draws from the beta distribution, between 0 and 1.

    Args:
        shape: sizes of the axes.
        alpha: the first parameter, above 0; broadcast to the shape.
        beta: the second parameter, above 0; broadcast to the shape.
        dtype: the floatx if None.
        seed: an int for the same draw each time, a `SeedGenerator`, or None.

    Example:
        >>> from deepkit import random
        >>> random.beta((2, 3), 2.0, 5.0, seed=1).shape
        (2, 3)
    """
    dtype = standardize_dtype(dtype)
    return jax.random.beta(
        random_key(seed), _as(alpha, dtype), _as(beta, dtype), _sizes(shape), dtype
    )


def gamma(shape: Shape, alpha: Any, dtype: Any = None, seed: Any = None) -> Tensor:
    """Return draws from the gamma distribution with scale 1.

    Args:
        shape: sizes of the axes.
        alpha: the shape parameter, above 0; broadcast to the shape.
        dtype: the floatx if None.
        seed: an int for the same draw each time, a `SeedGenerator`, or None.

    Example:
        >>> from deepkit import random
        >>> random.gamma((2, 3), 2.0, seed=1).shape
        (2, 3)
    """
    dtype = standardize_dtype(dtype)
    return jax.random.gamma(random_key(seed), _as(alpha, dtype), _sizes(shape), dtype)


@op
def dropout(
    inputs: Tensor, rate: float, noise_shape: Shape | None = None, seed: Any = None
) -> Tensor:
    """Return the inputs with a random part set to zero, the rest scaled up by as much.

    Args:
        inputs: numbers.
        rate: the part that is dropped, between 0 and 1.
        noise_shape: the shape of the mask, broadcast to the inputs; their own if None. A None in
            it stands for the size of that axis.
        seed: an int for the same draw each time, a `SeedGenerator`, or None.

    Raises:
        ValueError: if the rate is not between 0 and 1.

    Source:
        Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
        2014, JMLR 15.

    Example:
        >>> from deepkit import ops, random
        >>> sorted(set(random.dropout(ops.ones((99,)), 0.5, seed=1).tolist()))
        [0.0, 2.0]
    """
    inputs, rate = floating(inputs), fraction(rate=rate)
    if rate in (0, 1):
        return inputs if rate == 0 else jnp.zeros_like(inputs)
    wanted = inputs.shape if noise_shape is None else noise_shape
    shape = [inputs.shape[i] if n is None else n for i, n in enumerate(wanted)]
    keep = jax.random.bernoulli(random_key(seed), jnp.float32(1 - rate), shape)
    return jnp.where(jnp.broadcast_to(keep, inputs.shape), inputs / (1 - rate), 0)


@op
def shuffle(x: Tensor, axis: int = 0, seed: Any = None) -> Tensor:
    """Return the slices along an axis in random order.

    Args:
        x: a tensor.
        axis: the axis.
        seed: an int for the same draw each time, a `SeedGenerator`, or None.

    Example:
        >>> from deepkit import random
        >>> sorted(random.shuffle([1, 2, 3], seed=1).tolist())
        [1, 2, 3]
    """
    return jax.random.permutation(random_key(seed), tensor(x), axis)


def _sizes(shape: Shape) -> tuple[int, ...]:
    if None in shape:
        raise ShapeError(f"`shape` must have every size known, got {tuple(shape)}.")
    return tuple(size for size in shape if size is not None)


def _as(value: Any, dtype: str) -> Any:
    """Return a parameter in the dtype of the draw; a Python number as it is."""
    return value if isinstance(value, (int, float)) else jnp.asarray(tensor(value), dtype)
