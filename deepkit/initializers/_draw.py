"""Draws of first values, on the host: elsewhere each shape needs a program of its own.

Compiling one takes some hundred times as long as drawing a matrix of usual size does.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from deepkit import ops
from deepkit.backend import SeedGenerator, standardize_dtype
from deepkit.typing import Shape, Tensor

Seed = int | SeedGenerator


def uniform(shape: Shape, low: float, high: float, dtype: Any, seed: Seed) -> Tensor:
    """Return numbers drawn evenly from `low` (which may be drawn) to `high` (which may not)."""
    if isinstance(seed, SeedGenerator):
        return ops.random.uniform(shape, low, high, dtype, seed)

    def draw(random: np.random.Generator, sizes: Any, real: Any) -> np.ndarray:
        drawn = random.random(sizes, real) * real(high - low) + real(low)
        return np.minimum(drawn, np.nextafter(real(high), real(low)))  # rounding may reach it

    return _drawn(draw, shape, dtype, seed)


def normal(shape: Shape, mean: float, stddev: float, dtype: Any, seed: Seed) -> Tensor:
    """Return draws from the normal distribution."""
    if isinstance(seed, SeedGenerator):
        return ops.random.normal(shape, mean, stddev, dtype, seed)

    def draw(random: np.random.Generator, sizes: Any, real: Any) -> np.ndarray:
        return random.standard_normal(sizes, real) * real(stddev) + real(mean)

    return _drawn(draw, shape, dtype, seed)


def truncated_normal(shape: Shape, mean: float, stddev: float, dtype: Any, seed: Seed) -> Tensor:
    """Return draws from the normal distribution, none farther than two `stddev` from the mean."""
    if isinstance(seed, SeedGenerator):
        return ops.random.truncated_normal(shape, mean, stddev, dtype, seed)

    def draw(random: np.random.Generator, sizes: Any, real: Any) -> np.ndarray:
        drawn = random.standard_normal(sizes, real)
        while (beyond := np.abs(drawn) > 2).any():
            drawn[beyond] = random.standard_normal(int(beyond.sum()), real)
        return drawn * real(stddev) + real(mean)

    return _drawn(draw, shape, dtype, seed)


def _drawn(draw: Callable[..., np.ndarray], shape: Shape, dtype: Any, seed: int) -> Tensor:
    dtype = standardize_dtype(dtype)
    real = np.float64 if dtype == "float64" else np.float32
    sizes = tuple(int(n or 0) for n in shape)
    return ops.convert_to_tensor(draw(np.random.default_rng(seed), sizes, real), dtype)
