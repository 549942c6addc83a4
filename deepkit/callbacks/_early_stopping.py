"""Stop training when it no longer helps."""

import numpy as np

from deepkit.callbacks._console import say
from deepkit.callbacks._monitor import Monitor
from deepkit.errors import whole
from deepkit.typing import Logs


class EarlyStopping(Monitor):
    """Stop `fit` when a monitored value has not improved for `patience` epochs.

    Args:
        monitor: a name in the logs of an epoch, such as `"loss"` or `"val_accuracy"`.
        min_delta: a change of at most this size, >= 0, is no improvement.
        patience: epochs without improvement, >= 0, before training stops.
        verbose: 1 to say when training stops and weights are restored, 0 to be silent.
        mode: `"min"` if less is better, `"max"` if more is, `"auto"` to tell from the name.
        baseline: a value that must be surpassed for the patience to start anew; None for none.
        restore_best_weights: whether to give the model, when training ends for whatever reason, the
            weights of its best epoch, also if none surpassed the baseline.
        start_from_epoch: epochs at the start, >= 0, that are left out.

    Attributes:
        best: the best value so far.
        best_epoch: its epoch, counted from 0.
        stopped_epoch: the epoch in which training was stopped, 0 if it was not.

    Raises:
        ValueError: in `fit`, if `mode="auto"` cannot tell the direction from the name.

    Example:
        >>> from deepkit.callbacks import EarlyStopping
        >>> stopping = EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True)
        >>> stopping.improves(0.5, 0.6)
        True
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__(monitor, mode=mode, min_delta=min_delta)
        self.patience = whole(patience=patience, at_least=0)
        self.verbose = verbose
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = whole(start_from_epoch=start_from_epoch, at_least=0)
        self._reset()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._reset()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        value = self.monitored(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        improves = self.improves(value, self.best)
        if improves or self.best_epoch is None:  # a first epoch of NaN is the best there is
            self.best_epoch = epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
        self.wait += 1
        if improves:
            self.best = value
            if self.improves(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self.stopped_epoch > 0 and self.verbose > 0:
            say(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.best_weights is not None and self.best_epoch is not None:
            if self.verbose > 0:
                say(f"Restoring the weights of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)

    def _reset(self) -> None:
        self.wait = 0
        self.stopped_epoch = 0
        self.best = None
        self.best_epoch: int | None = None
        self.best_weights: list[np.ndarray] | None = None
