"""Lower the learning rate when training gets stuck."""

import numpy as np

from deepkit.callbacks._console import say
from deepkit.callbacks._learning_rate import log_rates, optimizers, rate
from deepkit.callbacks._monitor import Monitor
from deepkit.errors import fraction, not_negative, whole
from deepkit.typing import Logs


class ReduceLROnPlateau(Monitor):
    """Multiply the learning rate by `factor` after `patience` epochs without improvement.

    The learning rate appears in the logs and the `History` as `learning_rate`: the one that the
    epoch was trained with.

    Args:
        monitor: a name in the logs of an epoch, such as `"loss"` or `"val_accuracy"`.
        factor: what the learning rate is multiplied by, >= 0 and below 1.
        patience: epochs without improvement, >= 0, before it is lowered.
        verbose: 1 to say when it is lowered, 0 to be silent.
        mode: `"min"` if less is better, `"max"` if more is, `"auto"` to tell from the name.
        min_delta: a change of at most this size, >= 0, is no improvement.
        cooldown: epochs, >= 0, to wait after lowering it before counting again.
        min_lr: the learning rate never goes below this, >= 0.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if `mode="auto"` cannot tell the
            direction from the name.

    Example:
        >>> from deepkit.callbacks import ReduceLROnPlateau
        >>> reduce = ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=3, min_lr=1e-5)
        >>> reduce.in_cooldown()
        False
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        super().__init__(monitor, mode=mode, min_delta=min_delta)
        if fraction(factor=factor) == 1:
            raise ValueError("`factor` must be below 1, got 1: it would change nothing.")
        self.factor = factor
        self.patience = whole(patience=patience, at_least=0)
        self.verbose = verbose
        self.cooldown = whole(cooldown=cooldown, at_least=0)
        self.min_lr = not_negative(min_lr=min_lr)
        self._reset()

    def in_cooldown(self) -> bool:
        """Tell whether epochs are not counted because the learning rate was lowered just now."""
        return self.cooldown_counter > 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._reset()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        log_rates(self.model, logs)
        value = self.monitored(logs)
        if value is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.improves(value, self.best):
            self.best = value
            self.wait = 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience and self._reduce(epoch):
                self.cooldown_counter = self.cooldown
                self.wait = 0

    def _reduce(self, epoch: int) -> bool:
        reduced = False
        for name, optimizer in optimizers(self.model).items():
            # A rate that was set to `min_lr` reads back rounded to float32.
            if rate(optimizer) > np.float32(self.min_lr):
                optimizer.learning_rate = max(rate(optimizer) * self.factor, self.min_lr)
                reduced = True
                if self.verbose > 0:
                    say(f"\nEpoch {epoch + 1}: reducing {name} to {rate(optimizer):.6g}.")
        return reduced

    def _reset(self) -> None:
        self.best = None
        self.cooldown_counter = 0
        self.wait = 0
