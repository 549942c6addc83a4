"""Show on the screen how far training has come."""

import shutil
import sys
from time import perf_counter

from tqdm import tqdm
from tqdm.utils import disp_trim

from deepkit.callbacks._callback import Callback
from deepkit.callbacks._console import is_interactive_logging_enabled, say
from deepkit.callbacks._progress_line import progress_line, summary_line
from deepkit.typing import Logs, Tensor

_SCREEN_INTERVAL = 0.1
_FILE_INTERVAL = 10.0


class ProgbarLogger(Callback):
    """Show progress and the metrics so far; `fit`, `evaluate` and `predict` add one by themselves.

    With `verbose=1` a line is drawn anew at most ten times a second on a screen, every ten seconds
    elsewhere; with `verbose=2` a line is written for each epoch. The first step of an epoch, which
    may compile, is left out of the time per step. The metrics are fetched from the device only when
    they are shown.

    Example:
        >>> from deepkit.callbacks import CallbackList
        >>> callbacks = CallbackList(add_progbar=True, verbose=2, epochs=2, steps=3)
        >>> callbacks.on_train_begin()
        >>> callbacks.on_epoch_begin(0)
        Epoch 1/2
        >>> callbacks.on_epoch_end(0, {"loss": 0.5})
        3/3 - 0s - ...us/step - loss: 0.5000
    """

    async_safe = True

    def __init__(self) -> None:
        self.seen = 0
        self.target: int | None = None
        self.verbose = 1
        self.epochs = 1
        self._in_fit = False
        self._bar: _Line | None = None
        self._restart()

    def set_params(self, params: dict[str, Tensor]) -> None:
        self.params = params
        verbose = params.get("verbose", 1)
        self.verbose = 1 if verbose == "auto" else int(verbose)
        self.epochs = params.get("epochs") or 1
        self.target = params.get("steps")

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._in_fit = True

    def on_train_end(self, logs: Logs | None = None) -> None:
        self._in_fit = False

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._restart()
        if self.verbose and self.epochs > 1:
            say(f"Epoch {epoch + 1}/{self.epochs}")

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._finish(logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._advance(batch, logs)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        if not self._in_fit:
            self._restart()

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        if not self._in_fit:
            self._advance(batch, logs)

    def on_test_end(self, logs: Logs | None = None) -> None:
        if not self._in_fit:
            self._finish(logs)

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        self._restart()

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._advance(batch, None)

    def on_predict_end(self, logs: Logs | None = None) -> None:
        self._finish(None)

    def _restart(self) -> None:
        self._close()
        self.seen = 0
        self._start = perf_counter()
        self._due = 0.0
        self._first: tuple[int, float] | None = None
        self._screen = _is_screen()

    def _advance(self, batch: int, logs: Logs | None) -> None:
        self.seen = batch + 1
        now = perf_counter()
        if self._first is None:
            self._first = self.seen, now
        if now >= self._due and self.verbose == 1 and is_interactive_logging_enabled():
            self._due = now + (_SCREEN_INTERVAL if self._screen else _FILE_INTERVAL)
            self._draw(self._line(logs, now, done=False))

    def _finish(self, logs: Logs | None) -> None:
        now = perf_counter()
        if not self.seen:  # nobody called the batch hooks
            self.seen = self.target or 0
        self.target = self.target or self.seen
        if not self.verbose or not self.target:
            self._close()
        elif self.verbose == 2:
            times = {"elapsed": now - self._start, "per_step": self._per_step(now)}
            say(summary_line(self.seen, self.target, **times, logs=logs or {}))
        elif not is_interactive_logging_enabled():
            say(self._line(logs, now, done=True))
        else:
            self._draw(self._line(logs, now, done=True), last=True)

    def _line(self, logs: Logs | None, now: float, *, done: bool) -> str:
        return progress_line(
            self.seen,
            self.target,
            elapsed=now - self._start,
            per_step=self._per_step(now),
            logs=logs or {},
            done=done,
            color=self._screen,
        )

    def _per_step(self, now: float) -> float:
        step, since = self._first or (0, self._start)
        if self.seen <= step:
            step, since = 0, self._start
        return (now - since) / max(self.seen - step, 1)

    def _draw(self, line: str, *, last: bool = False) -> None:
        if self._screen and not last:  # a line that wraps could not be drawn over
            line = disp_trim(line, shutil.get_terminal_size().columns - 1)
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        line = line.encode(encoding, "replace").decode(encoding)
        if self._bar is None:
            self._bar = _Line(file=sys.stdout, bar_format="{desc}", desc=line, leave=True)
        else:
            self._bar.set_description_str(line, refresh=not last)
        if last:
            self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class _Line(tqdm):  # pyright: ignore[reportMissingTypeArgument]
    """A line of text that tqdm redraws beside other bars and `tqdm.write`, without its thread."""

    monitor_interval = 0


def _is_screen() -> bool:
    isatty = getattr(sys.stdout, "isatty", None)
    return "ipykernel" in sys.modules or (isatty is not None and isatty())
