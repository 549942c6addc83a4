"""Initializers that keep the size of activations or gradients from layer to layer."""

import math
from collections.abc import Sequence
from typing import Any

from deepkit.errors import one_of, positive
from deepkit.initializers._draw import normal, truncated_normal, uniform
from deepkit.initializers._initializer import RandomInitializer
from deepkit.typing import Shape, Tensor

Axes = Sequence[int] | None

# The standard deviation of a normal distribution cut off at two standard deviations.
_TRUNCATED_STDDEV = 0.87962566103423978


class VarianceScaling(RandomInitializer):
    """Draw with variance `scale / fan`, where fan counts the weights that meet at a unit.

    The fans of a kernel `(*sizes, inputs, outputs)` are `inputs` and `outputs`, times the sizes.

    Args:
        scale: the variance times the fan, above 0.
        mode: the fan: `"fan_in"`, `"fan_out"`, or their mean, `"fan_avg"`.
        distribution: `"truncated_normal"`, `"untruncated_normal"` or `"uniform"`.
        seed: an int for the same draw each time; a `SeedGenerator`; None for a fresh one.
        input_axes: the axes that make up the fan in, where the rule above does not hold.
        output_axes: the axes that make up the fan out; with `input_axes` only.

    Raises:
        ValueError: if an argument is none of these.

    Example:
        >>> from deepkit import initializers
        >>> initializer = initializers.VarianceScaling(3.0, "fan_in", "uniform", seed=1)
        >>> bool((abs(initializer((100, 2))) <= 0.3).all())  # sqrt(3 * 3 / 100)
        True
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: Any = None,
        input_axes: Axes = None,
        output_axes: Axes = None,
    ) -> None:
        super().__init__(seed)
        known = ("truncated_normal", "untruncated_normal", "uniform", "normal")
        self.scale = positive(scale=scale)
        self.mode = one_of(("fan_in", "fan_out", "fan_avg"), mode=mode)
        self.distribution = one_of(known, distribution=distribution)
        self.input_axes, self.output_axes = input_axes, output_axes

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        inputs, outputs = _fans([int(n or 0) for n in shape], self.input_axes, self.output_axes)
        fan = {"fan_in": inputs, "fan_out": outputs}.get(str(self.mode), (inputs + outputs) / 2)
        stddev = math.sqrt(self.scale / max(1.0, fan))
        if self.distribution == "uniform":
            limit = math.sqrt(3) * stddev
            return uniform(shape, -limit, limit, dtype, self.draw())
        if self.distribution == "untruncated_normal":
            return normal(shape, 0.0, stddev, dtype, self.draw())
        return truncated_normal(shape, 0.0, stddev / _TRUNCATED_STDDEV, dtype, self.draw())


def _fans(shape: list[int], input_axes: Axes, output_axes: Axes) -> tuple[int, int]:
    """Return how many inputs a unit has, and how many units an input reaches."""
    if input_axes is not None and output_axes is not None:
        return math.prod(shape[i] for i in input_axes), math.prod(shape[i] for i in output_axes)
    if len(shape) < 2:
        return math.prod(shape), math.prod(shape)
    *sizes, inputs, outputs = shape
    return math.prod(sizes) * inputs, math.prod(sizes) * outputs
