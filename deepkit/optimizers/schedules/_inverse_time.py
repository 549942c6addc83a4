"""Decay by one over time."""

from deepkit import ops
from deepkit.errors import positive
from deepkit.optimizers.schedules._schedule import LearningRateSchedule, as_float
from deepkit.typing import Tensor


class InverseTimeDecay(LearningRateSchedule):
    """Divide the rate by one more `decay_rate` in every `decay_steps` steps.

        rate = initial_learning_rate / (1 + decay_rate * step / decay_steps)

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps: the number of steps in which the divisor grows by `decay_rate`, > 0.
        decay_rate: by how much it grows.
        staircase: whether it grows at once after so many steps, instead of gradually.
        name: a name, for its config.

    Raises:
        ValueError: if `decay_steps` is not positive.

    Example:
        >>> from deepkit.optimizers import schedules
        >>> schedule = schedules.InverseTimeDecay(0.1, decay_steps=10, decay_rate=1.0)
        >>> [round(float(schedule(step)), 4) for step in (0, 10, 30)]
        [0.1, 0.05, 0.025]
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        decay_rate: float,
        staircase: bool = False,
        name: str = "InverseTimeDecay",
    ) -> None:
        self.initial_learning_rate, self.decay_rate = initial_learning_rate, decay_rate
        self.decay_steps, self.staircase = positive(decay_steps=decay_steps), staircase
        self.name = name

    def __call__(self, step: Tensor) -> Tensor:
        periods = as_float(step) / self.decay_steps
        periods = ops.floor(periods) if self.staircase else periods
        return as_float(self.initial_learning_rate) / (1 + self.decay_rate * periods)
