"""The learning rate of a fit whose length is known: half a cosine, from the whole rate to none."""

import math
from collections.abc import Callable
from typing import Any

from deepkit.callbacks import Callback
from deepkit.optimizers import Optimizer
from deepkit.typing import Logs


class Annealing(Callback):
    """Lower the learning rate at each look, and give it back at the end.

    `rate(t) = rate(0) (1 + cos(pi t / steps)) / 2`

    The rate is set, not scheduled: it is part of the state and not of the program, and a later fit
    starts with the whole rate again.

    Args:
        steps: how many steps the fit makes.
        count: tells how many steps were made so far.

    Source:
        Loshchilov, Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017,
        arXiv:1608.03983, equation 5, without restarts.
    """

    def __init__(self, steps: int, count: Callable[[], int]) -> None:
        self._steps, self._count = steps, count
        self._rates: list[float] = []

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._start = self._count()
        self._rates = [float(part.learning_rate) for part in self._parts()]

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._set((1 + math.cos(math.pi * self._done() / self._steps)) / 2)

    def on_train_end(self, logs: Logs | None = None) -> None:
        self._set(1.0)

    def _set(self, share: float) -> None:
        for part, rate in zip(self._parts(), self._rates, strict=True):
            part.learning_rate = rate * share

    def _done(self) -> int:
        _ = self.model  # brings the Variables up to date
        return min(self._count() - self._start, self._steps)

    def _parts(self) -> list[Any]:
        optimizer: Optimizer = self.model.optimizer
        return getattr(optimizer, "optimizers", None) or [optimizer]
