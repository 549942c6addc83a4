"""Record what an epoch gave."""

from deepkit.callbacks._callback import Callback
from deepkit.callbacks._fit_profile import FitProfile
from deepkit.typing import Logs


class History(Callback):
    """Keep the loss and the metrics of each epoch; `fit` returns one.

    Attributes:
        history: a list of floats for each name, one float for each epoch that had the name.
        epoch: the numbers of the epochs, counted from 0.
        params: `verbose`, `epochs` and `steps` of the call of `fit`.
        profile: the `FitProfile` of `fit(profile=True)`; else None.

    Example:
        >>> from deepkit.callbacks import CallbackList, History
        >>> history = History()
        >>> callbacks = CallbackList(history)
        >>> callbacks.on_train_begin()
        >>> for epoch, loss in enumerate([0.5, 0.25]):
        ...     callbacks.on_epoch_end(epoch, {"loss": loss})
        >>> history.epoch, history.history
        ([0, 1], {'loss': [0.5, 0.25]})
    """

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []
        self.profile: FitProfile | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.epoch = []
        self.profile = None

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
