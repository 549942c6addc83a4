"""Show how far the training of an estimator has come, counted in steps."""

from collections.abc import Callable
from time import perf_counter

from deepkit.callbacks import ProgbarLogger, say
from deepkit.typing import Logs, Tensor


class StepsLogger(ProgbarLogger):
    """Show progress over all steps of a training, whatever looks they are cut into.

    With `verbose=1` one line is drawn anew; with `verbose=2` a line is written at each look.

    Args:
        count: tells how many steps were made so far, at each look.
        steps: how many steps there will be; None if nobody knows.
        verbose: 1 or 2.
    """

    def __init__(self, count: Callable[[], int], steps: int | None, verbose: int) -> None:
        super().__init__()
        self._count, self._steps, self._before = count, steps, count()
        self.verbose, self._looked = verbose, 0
        self._last: dict[str, float] = {}

    def set_params(self, params: dict[str, Tensor]) -> None:
        self.params = params  # they are those of the looks

    def on_train_begin(self, logs: Logs | None = None) -> None:
        super().on_train_begin(logs)
        self._restart()
        self.target = self._steps

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._looked = self.seen

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._advance(self._looked + batch, logs)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.seen = self._count() - self._before
        self._last = logs or {}
        if self.verbose == 2 and self._steps:
            self._finish(logs)
        elif self.verbose == 2:
            say(self._line(logs, perf_counter(), done=True))

    def on_train_end(self, logs: Logs | None = None) -> None:
        super().on_train_end(logs)
        if self.verbose == 1:
            self._finish(self._last)
