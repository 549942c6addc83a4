"""Draws of first values, on the host: elsewhere each shape needs a program of its own.

Compiling one takes some hundred times as long as drawing a matrix of usual size does.
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from deepkit import ops
from deepkit.backend import SeedGenerator, jit, standardize_dtype
from deepkit.typing import Shape, Tensor

Seed = int | SeedGenerator

# Numbers from which on an array is drawn block by block, and numbers in a block.
_MANY, _BLOCK = 2**26, 2**24


def uniform(shape: Shape, low: float, high: float, dtype: Any, seed: Seed) -> Tensor:
    """Return numbers drawn evenly from `low` (which may be drawn) to `high` (which may not)."""
    if isinstance(seed, SeedGenerator):
        return ops.random.uniform(shape, low, high, dtype, seed)

    def draw(random: np.random.Generator, sizes: Any, real: Any) -> np.ndarray:
        drawn = _scaled(random.random(sizes, real), real(high - low), real(low))
        highest = np.nextafter(real(high), real(low))
        return np.minimum(drawn, highest, out=drawn)  # rounding may reach the bound

    return _drawn(draw, shape, dtype, seed)


def normal(shape: Shape, mean: float, stddev: float, dtype: Any, seed: Seed) -> Tensor:
    """Return draws from the normal distribution."""
    if isinstance(seed, SeedGenerator):
        return ops.random.normal(shape, mean, stddev, dtype, seed)

    def draw(random: np.random.Generator, sizes: Any, real: Any) -> np.ndarray:
        return _scaled(random.standard_normal(sizes, real), real(stddev), real(mean))

    return _drawn(draw, shape, dtype, seed)


def truncated_normal(shape: Shape, mean: float, stddev: float, dtype: Any, seed: Seed) -> Tensor:
    """Return draws from the normal distribution, none farther than two `stddev` from the mean."""
    if isinstance(seed, SeedGenerator):
        return ops.random.truncated_normal(shape, mean, stddev, dtype, seed)

    def draw(random: np.random.Generator, sizes: Any, real: Any) -> np.ndarray:
        drawn = random.standard_normal(sizes, real)
        while (beyond := np.abs(drawn) > 2).any():
            drawn[beyond] = random.standard_normal(int(beyond.sum()), real)
        return _scaled(drawn, real(stddev), real(mean))

    return _drawn(draw, shape, dtype, seed)


def _drawn(draw: Callable[..., np.ndarray], shape: Shape, dtype: Any, seed: int) -> Tensor:
    dtype = standardize_dtype(dtype)
    real = np.float64 if dtype == "float64" else np.float32
    sizes, random = tuple(int(n or 0) for n in shape), np.random.default_rng(seed)
    if not sizes or prod(sizes) < _MANY:
        return ops.convert_to_tensor(draw(random, sizes, real), dtype)
    return _in_blocks(lambda rows: draw(random, (rows, *sizes[1:]), real), sizes, dtype)


def _scaled(drawn: np.ndarray, scale: Any, offset: Any) -> np.ndarray:
    drawn *= scale
    drawn += offset
    return drawn


def _in_blocks(draw: Callable[[int], np.ndarray], sizes: tuple[int, ...], dtype: str) -> Tensor:
    """Return draws as an array that was there before them: never is there twice of it in memory.

    JAX goes on using the memory of what NumPy drew. It could not be reused by a training step,
    which would need as much again beside it.
    """
    place = jit(_placed, donate_argnums=0)
    rows = max(1, _BLOCK // prod(sizes[1:]))
    whole = ops.zeros(sizes, dtype)
    for start in range(0, sizes[0], rows):
        block = draw(min(rows, sizes[0] - start))
        whole = place(whole, ops.convert_to_tensor(block, dtype), np.int32(start))
    return whole


def _placed(whole: Tensor, block: Tensor, start: Tensor) -> Tensor:
    return ops.slice_update(whole, (start, *[0] * (whole.ndim - 1)), block)
