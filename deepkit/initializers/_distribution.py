"""Initializers that draw from one distribution, whatever the shape."""

from typing import Any

from deepkit.initializers._draw import normal, truncated_normal, uniform
from deepkit.initializers._initializer import RandomInitializer
from deepkit.typing import Shape, Tensor


class RandomNormal(RandomInitializer):
    """Draw from the normal distribution.

    Args:
        mean: the mean.
        stddev: the standard deviation.
        seed: an int for the same draw each time; a `SeedGenerator`; None for a fresh one.

    Example:
        >>> from deepkit import initializers
        >>> initializers.RandomNormal(stddev=0.1, seed=1)((3, 4)).shape
        (3, 4)
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Any = None) -> None:
        super().__init__(seed)
        self.mean, self.stddev = mean, stddev

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        return normal(shape, self.mean, self.stddev, dtype, self.draw())


class TruncatedNormal(RandomInitializer):
    """Draw from the normal distribution, leaving out what is beyond two standard deviations.

    Args:
        mean: the mean.
        stddev: the standard deviation before the ends are cut off.
        seed: an int for the same draw each time; a `SeedGenerator`; None for a fresh one.

    Example:
        >>> from deepkit import initializers
        >>> bool((abs(initializers.TruncatedNormal(stddev=1.0, seed=1)((99,))) <= 2).all())
        True
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Any = None) -> None:
        super().__init__(seed)
        self.mean, self.stddev = mean, stddev

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        return truncated_normal(shape, self.mean, self.stddev, dtype, self.draw())


class RandomUniform(RandomInitializer):
    """Draw evenly between two bounds.

    Args:
        minval: the lower bound, which may be drawn.
        maxval: the upper bound, which may not.
        seed: an int for the same draw each time; a `SeedGenerator`; None for a fresh one.

    Example:
        >>> from deepkit import initializers
        >>> bool((abs(initializers.RandomUniform(-1.0, 1.0, seed=1)((99,))) <= 1).all())
        True
    """

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: Any = None) -> None:
        super().__init__(seed)
        self.minval, self.maxval = minval, maxval

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        return uniform(shape, self.minval, self.maxval, dtype, self.draw())
