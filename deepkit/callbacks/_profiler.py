"""Record a part of training for TensorBoard and Perfetto."""

import os
import warnings
from contextlib import ExitStack, suppress
from pathlib import Path

from deepkit.backend import marked, start_trace, stop_trace
from deepkit.callbacks._callback import Callback
from deepkit.errors import StateError, whole
from deepkit.typing import Logs, Tensor

Window = tuple[int, int]


class Profiler(Callback):
    """Record what device and host do during some batches or epochs of `fit`.

    The trace lies below `log_dir` in the layout of TensorBoard: `tensorboard --logdir logs` with
    its profile plugin shows it, as does https://ui.perfetto.dev with the file `*.trace.json.gz`.
    Batches are marked as steps, and validation by its name.

    Recording starts before the first batch of the range and ends after the last. Where `fit` runs
    many small steps in one call, as it also does with a `Profiler`, whole calls are recorded: from
    the first that begins within the range or after it, to the one in which the range ends.

    Args:
        log_dir: the folder to write to; made if it is not there.
        batches: which batches to record: the number of one, or of the first and the last; counted
            from 1 through all epochs of a call of `fit`.
        epochs: which epochs to record, in the same way, as the progress bar counts them. With
            neither, it is the second epoch, because the first one compiles; or the only one.
        python: whether calls of Python functions are recorded too, which slows them down.
        perfetto: whether to write a file `perfetto_trace.json.gz` besides.
        max_batches: of how many batches a trace holds at most, whatever the range says, for it
            would be too large to look at; a call of many steps is not cut.

    Attributes:
        traces: the folders of the traces that were written.

    Raises:
        ValueError: if a range is none, or both are given.
        NotADirectoryError: in `fit`, if `log_dir` cannot be a folder.
        StateError: in `fit`, if something else is recording.

    Example:
        >>> from deepkit.callbacks import Profiler
        >>> Profiler("logs", batches=(10, 20)).batches
        (10, 20)
    """

    async_safe = True

    def __init__(
        self,
        log_dir: str | os.PathLike[str] = "logs",
        *,
        batches: int | Window | None = None,
        epochs: int | Window | None = None,
        python: bool = False,
        perfetto: bool = False,
        max_batches: int = 1000,
    ) -> None:
        if batches is not None and epochs is not None:
            raise ValueError("Give `batches` or `epochs`, not both: each says what to record.")
        self.log_dir = Path(log_dir)
        self.batches = None if batches is None else _window(batches=batches)
        self.epochs = None if epochs is None else _window(epochs=epochs)
        self.python, self.perfetto = python, perfetto
        self.max_batches = whole(max_batches=max_batches)
        self.traces: list[Path] = []
        self._block: ExitStack | None = None  # what is marked just now, while recording
        self._forget()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        if self._block is not None:  # left by a `fit` that failed
            with suppress(StateError):  # the user has ended the recording, as advised
                self._stop()
        self._forget()
        try:
            self.log_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotADirectoryError(
                f"`log_dir` must be a folder that can be made and written, got "
                f"{str(self.log_dir)!r}: {error}."
            ) from error

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._earlier, self._done = self._earlier + self._done, 0
        if self.batches is not None:
            return
        if self._epochs is None:
            second = min(epoch + 2, (self.params or {}).get("epochs", 1))
            self._epochs = self.epochs or (second, second)
        if epoch + 1 >= self._epochs[0]:
            self._start()

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        number = self._earlier + batch + 1
        if self.batches is not None and number >= self.batches[0]:
            self._start()
        self._mark("train", number)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._done = batch + 1
        number = self._earlier + self._done
        self._mark()
        if self._block is not None:
            is_last = self.batches is not None and number >= self.batches[1]
            if is_last or number - self._first >= self.max_batches:
                dict(logs or {})  # waits for what was begun
                self._stop()
        elif self.batches is not None and not self._is_over and number + 1 >= self.batches[0]:
            dict(logs or {})  # so that what was begun before is not recorded

    def on_test_begin(self, logs: Logs | None = None) -> None:
        self._mark("validation")

    def on_test_end(self, logs: Logs | None = None) -> None:
        self._mark()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        if self._block is not None and self._epochs is not None and epoch + 1 >= self._epochs[1]:
            self._stop()

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self._block is not None:
            self._stop()
        elif not self._is_over:
            told = f"batches={self.batches}" if self.batches else f"epochs={self.epochs}"
            warnings.warn(
                f"`Profiler` recorded nothing: training ended after {self._earlier + self._done} "
                f"batches, before `{told}` began.",
                stacklevel=2,
            )

    def _forget(self) -> None:
        self._is_over = False
        self._epochs: Window | None = None
        self._earlier = self._done = self._first = 0

    def _start(self) -> None:
        if self._block is None and not self._is_over:
            start_trace(self.log_dir, python=self.python, perfetto=self.perfetto)
            self._block, self._first = ExitStack(), self._earlier + self._done

    def _stop(self) -> None:
        self._mark()
        self._block, self._is_over = None, True
        stop_trace()
        written = self.log_dir.joinpath("plugins", "profile").iterdir()
        self.traces.append(max(written, key=lambda folder: folder.stat().st_mtime))

    def _mark(self, name: str | None = None, step: int | None = None) -> None:
        """End the block that is marked, and mark a new one if there is a name for it."""
        if self._block is not None:
            self._block.close()
            if name is not None:
                self._block.enter_context(marked(name, step))


def _window(**named: Tensor) -> Window:
    """Return a range of numbers, the first and the last."""
    ((name, told),) = named.items()
    pair = told if isinstance(told, tuple | list) else (told, told)
    if len(pair) != 2 or whole(**{name: pair[0]}) > whole(**{name: pair[1]}):
        raise ValueError(
            f"`{name}` must be a number, or the first and the last in this order, got {told}."
        )
    return pair[0], pair[1]
