"""Decay along half a cosine, after a warm-up if wanted."""

import math

from deepkit import ops
from deepkit.errors import not_negative, positive
from deepkit.optimizers.schedules._schedule import LearningRateSchedule, as_float
from deepkit.typing import Tensor


class CosineDecay(LearningRateSchedule):
    """Lower the rate along half a cosine; before that, raise it in a line.

        warm-up:   rate = initial + (warmup_target - initial) * step / warmup_steps
        then:      rate = top * ((1 - alpha) * (1 + cos(pi * s / decay_steps)) / 2 + alpha)

    s is the number of steps after the warm-up, at most `decay_steps`; top is `warmup_target`, or
    without one, the initial rate.

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps: the number of steps of the decay, > 0.
        alpha: the share of the top that remains at the end.
        name: a name, for its config.
        warmup_target: the rate to rise to; no warm-up if None.
        warmup_steps: the number of steps of the rise, >= 0.

    Raises:
        ValueError: if `decay_steps` is not positive or `warmup_steps` negative.

    Source:
        Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts",
        arXiv:1608.03983, equation 5 without restarts.

    Example:
        >>> from deepkit.optimizers import schedules
        >>> schedule = schedules.CosineDecay(0.0, 10, warmup_target=0.1, warmup_steps=2)
        >>> [round(float(schedule(step)), 4) for step in (0, 1, 2, 7, 12)]
        [0.0, 0.05, 0.1, 0.05, 0.0]
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        alpha: float = 0.0,
        name: str = "CosineDecay",
        warmup_target: float | None = None,
        warmup_steps: float = 0,
    ) -> None:
        self.initial_learning_rate, self.alpha = initial_learning_rate, alpha
        self.decay_steps, self.name = positive(decay_steps=decay_steps), name
        self.warmup_target = warmup_target
        self.warmup_steps = not_negative(warmup_steps=warmup_steps)

    def __call__(self, step: Tensor) -> Tensor:
        now, first = as_float(step), as_float(self.initial_learning_rate)
        if self.warmup_target is None:
            return self._decayed(now, first)
        top = as_float(self.warmup_target)
        if not self.warmup_steps:
            return self._decayed(now, top)
        rising = (top - first) * (now / self.warmup_steps) + first
        falling = self._decayed(now - self.warmup_steps, top)
        return ops.where(now < self.warmup_steps, rising, falling)

    def _decayed(self, now: Tensor, top: Tensor) -> Tensor:
        share = ops.minimum(now, float(self.decay_steps)) / self.decay_steps
        height = 0.5 * (1 + ops.cos(math.pi * share))
        return top * ((1 - self.alpha) * height + self.alpha)
