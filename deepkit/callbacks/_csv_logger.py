"""Write what each epoch gave to a CSV file."""

import csv
import os
from pathlib import Path

import numpy as np

from deepkit.callbacks._callback import Callback
from deepkit.typing import Logs, Tensor


class CSVLogger(Callback):
    """Write the logs of each epoch to a CSV file as soon as the epoch ends.

    The columns are `epoch`, counted from 0, and the names in the logs of the first epoch in
    alphabetical order; if it had no validation, the same names with `val_` follow. What an epoch
    lacks is `NA`.

    Args:
        filename: the file to write.
        separator: what stands between columns, one character.
        append: whether to go on in a file that exists, under its own header, instead of
            overwriting it.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> from deepkit.callbacks import CallbackList, CSVLogger
        >>> file = Path(tempfile.mkdtemp(), "log.csv")
        >>> callbacks = CallbackList(CSVLogger(file))
        >>> callbacks.on_train_begin()
        >>> callbacks.on_epoch_end(0, {"loss": 0.5, "val_loss": 0.75})
        >>> file.read_text().split()
        ['epoch,loss,val_loss', '0,0.5,0.75']
    """

    def __init__(
        self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False
    ) -> None:
        self.filename = os.fspath(filename)
        self.sep = separator
        self.append = append
        self.keys: list[str] | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.keys = self._written_keys() if self.append else None
        if not self.append:
            Path(self.filename).write_text("")

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        logs = logs or {}
        # Opened for each row, so that the file is whole whenever and however training stops.
        with open(self.filename, "a", newline="") as file:
            writer = csv.writer(file, delimiter=self.sep)
            if self.keys is None:
                self.keys = _columns(logs)
                if not file.tell():
                    writer.writerow(["epoch", *self.keys])
            writer.writerow([epoch, *(_cell(logs.get(key, "NA")) for key in self.keys)])

    def _written_keys(self) -> list[str] | None:
        if not os.path.exists(self.filename):
            return None
        with open(self.filename, newline="") as file:
            header = next(csv.reader(file, delimiter=self.sep), [])
        return header[1:] if header[:1] == ["epoch"] else None


def _columns(logs: Logs) -> list[str]:
    keys = sorted(logs)
    validated = any(key.startswith("val_") for key in keys)
    return keys if validated else keys + [f"val_{key}" for key in keys]


def _cell(value: Tensor) -> Tensor:
    return f'"[{", ".join(map(str, value))}]"' if np.ndim(value) else value
