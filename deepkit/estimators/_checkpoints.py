"""The checkpoints of a training run, in a folder that a kill at any moment leaves usable."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from time import time
from typing import NamedTuple

from deepkit.durable import (
    aside,
    remove,
    remove_leftovers,
    write_folder,
    write_whole,
)
from deepkit.errors import positive, whole

_NAME = re.compile(r"ckpt-(\d+)")
_HOUR = 3600.0


class _Listed(NamedTuple):
    """What the file `checkpoint` says."""

    latest: str | None
    saved: dict[str, float]  # when
    kept: dict[str, float]  # those of them that stay for good
    began: float | None  # when the first was saved


class Checkpoints:
    """The folders `ckpt-<step>` of a model directory, and the file `checkpoint` that lists them.

    A checkpoint has its name only when all of it is on the disk. `checkpoint` is JSON: which is the
    `latest`, when each was `saved`, which are `kept` for good. To go on from an older one, set
    `latest` by hand. Several processes may read and write at once.

    Args:
        model_dir: the folder; made when something is saved.
        keep_max: how many of the last ones stay; None or 0 for all.
        keep_every_n_hours: besides, one in so many hours stays for good; above 0.

    Raises:
        NotADirectoryError: if `model_dir` is a file or below one.
        ValueError: if a number is out of its range.

    Example:
        >>> import tempfile
        >>> from deepkit.estimators import Checkpoints
        >>> checkpoints = Checkpoints(tempfile.mkdtemp(), keep_max=2)
        >>> for step in (10, 20, 30):
        ...     path = checkpoints.save(step, lambda folder: (folder / "w.txt").write_text("1.5"))
        >>> [path.name for path in checkpoints.all()], checkpoints.latest().name
        (['ckpt-20', 'ckpt-30'], 'ckpt-30')
    """

    def __init__(
        self,
        model_dir: str | os.PathLike[str],
        keep_max: int | None = 5,
        keep_every_n_hours: float = 10000,
    ) -> None:
        self.model_dir = Path(model_dir)
        self._keep_max = whole(at_least=0, keep_max=keep_max or 0)
        self._keep_every = _HOUR * positive(keep_every_n_hours=keep_every_n_hours)
        self._refuse_file()

    def save(self, step: int, write: Callable[[Path], object]) -> Path:
        """Make `ckpt-<step>`, list it, and remove those that are too many; return its path.

        Args:
            step: steps of training behind it, >= 0. One of this step that is there gives way.
            write: is given an empty folder to fill.

        Raises:
            NotADirectoryError: if the model directory is a file.
            PermissionError: if it cannot be written to.
        """
        step = whole(at_least=0, step=step)
        self._make_room()
        remove_leftovers(self.model_dir)
        path = write_folder(self.model_dir / f"ckpt-{step}", write, replace=True)
        self._record(path.name)
        return path

    def latest(self) -> Path | None:
        """Return the path of the checkpoint to go on from, None if there is none."""
        found, listed = self._found(), self._read()
        if listed.latest not in found:
            return next(reversed(found.values()), None)
        # One that is newer and not listed was written just before a kill.
        unlisted = [name for name in found if name not in listed.saved]
        return found[max([listed.latest, *unlisted], key=_step)]

    def all(self) -> list[Path]:
        """Return the paths of all checkpoints in the order of their steps."""
        return list(self._found().values())

    def clear(self) -> None:
        """Remove all checkpoints."""
        (self.model_dir / "checkpoint").unlink(missing_ok=True)
        for path in [*self.all(), *(path for _, path in aside(self.model_dir))]:
            remove(path)

    @staticmethod
    def step_of(path: str | os.PathLike[str]) -> int:
        """Return the step of a checkpoint.

        Args:
            path: its path, such as `latest` returns.

        Raises:
            ValueError: if it is not the path of a checkpoint.
        """
        # The name of one that is about to be replaced is `.ckpt-<step>.aside-...`.
        name = Path(path).name
        match = _NAME.fullmatch(name.removeprefix(".").partition(".aside-")[0])
        if match is None:
            raise ValueError(f"`path` must end in 'ckpt-<step>', got {os.fspath(path)!r}.")
        return int(match[1])

    def _found(self) -> dict[str, Path]:
        """Return all checkpoints by name; one set aside stands in where no new one came."""
        found = dict(aside(self.model_dir))
        found |= {path.name: path for path in self.model_dir.glob("ckpt-*") if path.is_dir()}
        return {name: found[name] for name in sorted(filter(_NAME.fullmatch, found), key=_step)}

    def _read(self) -> _Listed:
        try:
            read = json.loads((self.model_dir / "checkpoint").read_text(encoding="utf-8"))
            return _Listed(read["latest"], dict(read["saved"]), dict(read["kept"]), read["began"])
        except (OSError, ValueError, TypeError, KeyError):
            return _Listed(None, {}, {}, None)  # none yet, or spoilt: the folders tell as much

    def _record(self, latest: str) -> None:
        """List a new checkpoint first, then remove what is too much: never the other way round."""
        now, found, listed = time(), self._found(), self._read()
        saved = {
            name: listed.saved.get(name) or _changed(path, now) for name, path in found.items()
        }
        saved[latest] = now
        kept = {name: at for name, at in listed.kept.items() if name in saved}
        began = listed.began or now
        surplus = self._surplus(latest, saved, kept, began)
        saved = {name: at for name, at in saved.items() if name not in surplus}
        record = {"latest": latest, "saved": saved, "kept": kept, "began": began}
        write_whole(self.model_dir / "checkpoint", json.dumps(record, indent=2) + "\n")
        for name in surplus:
            remove(self.model_dir / name)
        for name, path in aside(self.model_dir):
            if name in surplus or (self.model_dir / name).is_dir():
                remove(path)

    def _surplus(
        self, latest: str, saved: dict[str, float], kept: dict[str, float], began: float
    ) -> list[str]:
        """Return the names to remove; those to keep for good go to `kept`."""
        if not self._keep_max:
            return []
        passing = [name for name in saved if name not in kept and name != latest]
        passing.sort(key=lambda name: (saved[name], _step(name)))
        surplus: list[str] = []
        for name in passing[: max(0, len(passing) + 1 - self._keep_max)]:
            if saved[name] - max(kept.values(), default=began) >= self._keep_every:
                kept[name] = saved[name]
            else:
                surplus.append(name)
        return surplus

    def _make_room(self) -> None:
        self._refuse_file()
        place = str(self.model_dir)
        try:
            self.model_dir.mkdir(parents=True, exist_ok=True)
        except PermissionError as error:
            place = str(error.filename or place)
        if not os.access(self.model_dir, os.W_OK | os.X_OK):
            raise PermissionError(
                f"`model_dir` must be a folder that can be written to, and {place!r} cannot. "
                "Choose another one, or change the permissions."
            )

    def _refuse_file(self) -> None:
        for path in (self.model_dir, *self.model_dir.parents):
            if path.is_file():
                raise NotADirectoryError(
                    f"`model_dir` must be a folder, and {str(path)!r} is a file."
                )


def _step(name: str) -> int:
    return Checkpoints.step_of(name)


def _changed(path: Path, now: float) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # removed by another process meanwhile
        return now
