"""Normally distributed noise, added or multiplied."""

import math
from typing import Any

from deepkit import ops
from deepkit.backend import SeedGenerator
from deepkit.errors import fraction, not_negative
from deepkit.layers._layer import Layer
from deepkit.typing import Tensor


class GaussianNoise(Layer):
    """Add normally distributed noise while training.

    `y = x + stddev * n`, each `n` drawn from the standard normal distribution.

    Args:
        stddev: the standard deviation, in the units of the input; at least 0.
        seed: an int for the same stream of draws in each run; a fresh one if None.
        **base: the arguments of `Layer`.

    Shapes:
        Any to the same.

    Raises:
        ValueError: if `stddev` is below 0.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.GaussianNoise(0.1)(ops.ones((2, 3)), training=True).shape
        (2, 3)
    """

    supports_masking = True

    def __init__(self, stddev: float, seed: int | None = None, **base: Any) -> None:
        super().__init__(**base)
        self.stddev = not_negative(stddev=stddev)
        self.seed = seed
        if self.stddev > 0:
            self.seed_generator = SeedGenerator(seed)

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        if not training or self.stddev == 0:
            return inputs
        noise = ops.random.normal(
            inputs.shape, 0.0, self.stddev, self.compute_dtype, self.seed_generator
        )
        return inputs + noise


class GaussianDropout(Layer):
    """Multiply with normally distributed noise of mean 1 while training.

    `y = x * (1 + sqrt(rate / (1 - rate)) * n)`: mean and variance are those of dropout.

    Args:
        rate: the part that dropout of the same variance would drop, in [0, 1).
        seed: an int for the same stream of draws in each run; a fresh one if None.
        **base: the arguments of `Layer`.

    Shapes:
        Any to the same.

    Raises:
        ValueError: if `rate` is not in [0, 1).

    Source:
        Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
        2014, JMLR 15, section 10.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.GaussianDropout(0.1)(ops.ones((2, 3)), training=True).shape
        (2, 3)
    """

    supports_masking = True

    def __init__(self, rate: float, seed: int | None = None, **base: Any) -> None:
        super().__init__(**base)
        self.rate = fraction(rate=rate)
        if self.rate == 1:
            raise ValueError("`rate` must be below 1: the noise would have no bounds, got 1.")
        self.seed = seed
        if self.rate > 0:
            self.seed_generator = SeedGenerator(seed)

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        if not training or self.rate == 0:
            return inputs
        stddev = math.sqrt(self.rate / (1 - self.rate))
        noise = ops.random.normal(
            inputs.shape, 1.0, stddev, self.compute_dtype, self.seed_generator
        )
        return inputs * noise
