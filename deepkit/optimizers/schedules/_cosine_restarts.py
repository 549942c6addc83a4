"""Decay along half a cosine, again and again."""

import math

from deepkit import ops
from deepkit.errors import positive
from deepkit.optimizers.schedules._schedule import LearningRateSchedule, as_float
from deepkit.typing import Tensor


class CosineDecayRestarts(LearningRateSchedule):
    """Lower the rate along half a cosine, then start again, each time longer and lower.

        rate = initial_learning_rate * ((1 - alpha) * m_mul^i * (1 + cos(pi * f)) / 2 + alpha)

    i is the number of restarts so far and f the share of the present period that has passed.

    Args:
        initial_learning_rate: the rate at step 0.
        first_decay_steps: the number of steps of the first period, > 0.
        t_mul: how many times as long each period is as the one before, >= 1.
        m_mul: how many times as high.
        alpha: the share of the initial rate that remains at the end of a period.
        name: a name, for its config.

    Raises:
        ValueError: if `first_decay_steps` or `t_mul` is out of its range.

    Source:
        Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts",
        arXiv:1608.03983, equation 5.

    Example:
        >>> from deepkit.optimizers import schedules
        >>> schedule = schedules.CosineDecayRestarts(0.1, first_decay_steps=10)
        >>> [round(float(schedule(step)), 4) for step in (0, 5, 10, 20)]
        [0.1, 0.05, 0.1, 0.05]
    """

    def __init__(
        self,
        initial_learning_rate: float,
        first_decay_steps: float,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
        name: str = "SGDRDecay",
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.first_decay_steps = positive(first_decay_steps=first_decay_steps)
        if not t_mul >= 1:
            raise ValueError(f"`t_mul` must be >= 1, got {t_mul!r}.")
        self.t_mul, self.m_mul, self.alpha, self.name = t_mul, m_mul, alpha, name

    def __call__(self, step: Tensor) -> Tensor:
        restarts, share = self._place(as_float(step) / self.first_decay_steps)
        height = 0.5 * ops.power(as_float(self.m_mul), restarts) * (1 + ops.cos(math.pi * share))
        return as_float(self.initial_learning_rate) * ((1 - self.alpha) * height + self.alpha)

    def _place(self, periods: Tensor) -> tuple[Tensor, Tensor]:
        """Return the number of restarts and the share of the present period, of first periods."""
        if self.t_mul == 1:
            restarts = ops.floor(periods)
            return restarts, periods - restarts
        growth = as_float(self.t_mul)
        restarts = ops.floor(ops.log(1 - periods * (1 - growth)) / ops.log(growth))
        length = ops.power(growth, restarts)
        return restarts, (periods - (1 - length) / (1 - growth)) / length
