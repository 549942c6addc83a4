"""Files and folders that appear whole or not at all, and vanish the same way."""

import errno
import json
import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import time

from deepkit.typing import Tensor

_ABANDONED = 3600.0
"""Seconds after which nobody is taken to be at work in an unfinished folder any more."""


def write_whole(path: Path, text: str) -> None:
    """Give a file a new text: who reads it meanwhile sees all of the old one or all of the new."""
    beside = _hidden(path)
    try:
        with beside.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def write_folder(path: Path, write: Callable[[Path], object], *, replace: bool = False) -> Path:
    """Make a folder by a function that fills an empty one; it is named when all is on the disk.

    Args:
        path: where it will be.
        write: is given the folder to fill.
        replace: whether a folder that is there already gives way.

    Raises:
        OSError: if there is one and it does not.
    """
    beside = _hidden(path)
    beside.mkdir()
    try:
        write(beside)
        _sync_tree(beside)
        _take_place(beside, path, replace=replace)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    _sync(path.parent)
    return path


def _take_place(beside: Path, path: Path, *, replace: bool) -> None:
    for _ in range(100):  # another process may put its own there in between
        try:
            beside.rename(path)
        except OSError as error:
            if not replace or error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                raise
            _set_aside(path)
        else:
            return
    raise FileExistsError(f"{path} is written again and again by another process.")


def _set_aside(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.rename(path.with_name(f".{path.name}.aside-{secrets.token_hex(6)}"))


def aside(folder: Path) -> list[tuple[str, Path]]:
    """Return the name and the place of folders that gave way: whole, and the only one if killed."""
    found = [path for path in folder.glob(".*.aside-*") if path.is_dir()]
    return [(path.name[1:].partition(".aside-")[0], path) for path in sorted(found)]


def remove(path: Path) -> None:
    """Remove a folder so that nobody ever sees half of it under its name."""
    doomed = _hidden(path.with_name("removed"))
    with suppress(FileNotFoundError):
        path.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)


def remove_leftovers(folder: Path) -> None:
    """Remove what writers that were killed left behind, once it is old enough."""
    for path in folder.glob(".*.part-*"):
        with suppress(FileNotFoundError):
            if time() - _newest(path) > _ABANDONED:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()


def append_line(path: Path, record: dict[str, Tensor]) -> None:
    """Add a record to a file of one JSON object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(record).encode() + b"\n"
    with path.open("a+b") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            # A writer that was killed may have left half a line: this one begins on its own.
            line = line if file.read(1) == b"\n" else b"\n" + line
        file.write(line)


def read_lines(path: Path) -> list[dict[str, Tensor]]:
    """Return the records of a file of one JSON object a line, but for lines cut off by a kill."""
    if not path.exists():
        return []
    records: list[Tensor] = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(json.JSONDecodeError):
            records.append(json.loads(line))
    return [record for record in records if isinstance(record, dict)]


def _hidden(path: Path) -> Path:
    """Return a place beside a path that no other process has, and that nobody lists."""
    return path.with_name(f".{path.name.lstrip('.')}.part-{secrets.token_hex(6)}")


def _newest(path: Path) -> float:
    """Return when something in a folder was last changed."""
    inside = (part.stat().st_mtime for part in path.rglob("*")) if path.is_dir() else ()
    return max([path.stat().st_mtime, *inside])


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
