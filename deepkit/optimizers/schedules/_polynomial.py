"""Decay along a power of the time that is left."""

from deepkit import ops
from deepkit.errors import positive
from deepkit.optimizers.schedules._schedule import LearningRateSchedule, as_float
from deepkit.typing import Tensor


class PolynomialDecay(LearningRateSchedule):
    """Lower the rate to its end value in `decay_steps` steps, in a line or along a power.

        rate = (initial - end) * (1 - min(step, decay_steps) / decay_steps)^power + end

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps: the number of steps to the end value, > 0.
        end_learning_rate: the end value.
        power: 1 for a line, above for a curve that falls faster at first.
        cycle: whether to begin again beyond the end, with a period as many times as long as it
            needs to hold the step.
        name: a name, for its config.

    Raises:
        ValueError: if `decay_steps` is not positive.

    Example:
        >>> from deepkit.optimizers import schedules
        >>> schedule = schedules.PolynomialDecay(0.1, decay_steps=10, end_learning_rate=0.0)
        >>> [round(float(schedule(step)), 4) for step in (0, 5, 20)]
        [0.1, 0.05, 0.0]
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
        name: str = "PolynomialDecay",
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.end_learning_rate = end_learning_rate
        self.decay_steps, self.power, self.cycle = positive(decay_steps=decay_steps), power, cycle
        self.name = name

    def __call__(self, step: Tensor) -> Tensor:
        now, period = as_float(step), as_float(self.decay_steps)
        if self.cycle:
            period = period * ops.maximum(ops.ceil(now / self.decay_steps), 1.0)
        else:
            now = ops.minimum(now, period)
        first, last = as_float(self.initial_learning_rate), as_float(self.end_learning_rate)
        return (first - last) * ops.power(1 - now / period, as_float(self.power)) + last
