"""Save the model while it is trained."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from deepkit.callbacks._console import say
from deepkit.callbacks._monitor import Monitor
from deepkit.errors import whole
from deepkit.typing import Logs


class ModelCheckpoint(Monitor):
    """Save the model, or its weights, after each epoch or every so many batches.

    A file appears under its name only when it is complete: a job that is killed while it writes
    leaves the last checkpoint as it was.

    Args:
        filepath: ends in `.keras`, or in `.weights.h5` with `save_weights_only`. May name values
            to fill in: `epoch`, counted from 1, `batch` where batches are counted, and whatever is
            in the logs, such as `"{epoch:02d}-{val_loss:.2f}.keras"`.
        monitor: the name in the logs that tells how good the model is.
        verbose: 1 to say what is saved, 0 to be silent.
        save_best_only: whether to save only what is better than all before.
        save_weights_only: whether to save the weights alone; those of the optimizer come along.
        mode: `"min"` if less is better, `"max"` if more is, `"auto"` to tell from the name.
        save_freq: `"epoch"`, or a number of batches, counted through the epochs. Where many small
            steps are one call, it saves at the end of the call that reaches the number; compile
            with `steps_per_execution=1` to save right there.
        initial_value_threshold: with `save_best_only`, what the first model must surpass; None
            for nothing.

    Attributes:
        best: the best value so far.

    Raises:
        ValueError: if the ending of the path does not fit, or `save_freq` is out of range.
        KeyError: in `fit`, if the path names a value that is not in the logs.
        IsADirectoryError: in `fit`, if the path is that of a folder.

    Example:
        >>> from deepkit.callbacks import ModelCheckpoint
        >>> checkpoint = ModelCheckpoint("best.keras", monitor="val_loss", save_best_only=True)
        >>> checkpoint.improves(0.5, checkpoint.best)
        True
    """

    async_safe = True

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        super().__init__(monitor, mode=mode)
        self.filepath = os.fspath(filepath)
        self.best = initial_value_threshold
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.save_freq = save_freq
        if isinstance(save_freq, str):
            if save_freq != "epoch":
                raise ValueError(
                    f"`save_freq` must be 'epoch' or a number of batches, got {save_freq!r}."
                )
        else:
            whole(save_freq=save_freq)
        self._ending = ".weights.h5" if save_weights_only else ".keras"
        if not self.filepath.endswith(self._ending):
            raise ValueError(
                f"`filepath` must end in {self._ending!r} with "
                f"`save_weights_only={save_weights_only}`, got {self.filepath!r}."
            )
        self._epoch = 0
        self._last_batch = -1
        self._unsaved = 0

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._epoch = epoch
        self._last_batch = -1

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        if isinstance(self.save_freq, str):
            return
        self._unsaved += batch - self._last_batch
        self._last_batch = batch
        if self._unsaved >= self.save_freq:
            self._unsaved = 0
            self._save({"batch": batch + 1} | dict(logs or {}))

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._epoch = epoch
        if self.save_freq == "epoch":
            self._save(dict(logs or {}))

    def _save(self, logs: dict[str, float]) -> None:
        path = self._path(logs)
        if not self._is_due(logs):
            return
        if os.path.isdir(path):
            raise IsADirectoryError(f"`filepath` must be a file, and {path!r} is a folder.")
        if self.verbose > 0:
            say(f"\nEpoch {self._epoch + 1}: saving model to {path}")
        model = self.model
        _replace(path, model.save_weights if self.save_weights_only else model.save, self._ending)

    def _is_due(self, logs: dict[str, float]) -> bool:
        value = self.monitored(logs) if self.save_best_only else None
        if value is None:
            return True
        improves = self.improves(value, self.best)
        if self.verbose > 0:
            before = "none" if self.best is None else f"{self.best:.5f}"
            change = f"improved from {before} to {value:.5f}"
            told = change if improves else f"did not improve from {before}"
            say(f"\nEpoch {self._epoch + 1}: {self.monitor} {told}")
        if improves:
            self.best = value
        return improves

    def _path(self, logs: dict[str, float]) -> str:
        try:
            return self.filepath.format(epoch=self._epoch + 1, **logs)
        except KeyError as error:
            names = ", ".join(["epoch", *logs])
            raise KeyError(
                f"`filepath` {self.filepath!r} names {error}, and there is only: {names}."
            ) from None


def _replace(path: str, save: Callable[[str], None], ending: str) -> None:
    """Write beside the target and then take its place, so that no half file has its name."""
    folder = Path(path).absolute().parent
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".checkpoint-", dir=folder) as hidden:
        written = os.path.join(hidden, f"model{ending}")
        save(written)
        os.replace(written, path)
