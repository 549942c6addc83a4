"""Folders that appear whole or not at all, and vanish the same way."""

import errno
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import time

from deepkit.durable._disk import beside_of, sync

_ABANDONED = 3600.0
"""Seconds after which nobody is taken to be at work in an unfinished folder any more."""


def write_folder(path: Path, write: Callable[[Path], object], *, replace: bool = False) -> Path:
    """Make a folder by a function that fills an empty one; it is named when all is on the disk.

    Args:
        path: where it will be.
        write: is given the folder to fill.
        replace: whether a folder that is there already gives way.

    Raises:
        OSError: if there is one and it does not.
    """
    beside = beside_of(path)
    beside.mkdir()
    try:
        write(beside)
        _sync_tree(beside)
        _take_place(beside, path, replace=replace)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    sync(path.parent)
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
    doomed = beside_of(path.with_name("removed"))
    with suppress(FileNotFoundError):
        path.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)


def remove_leftovers(folder: Path) -> None:
    """Remove what writers that were killed left behind, once it is old enough."""
    for path in folder.glob(".*.part-*"):
        with suppress(FileNotFoundError):
            if time() - _newest(path) > _ABANDONED:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()


def _newest(path: Path) -> float:
    """Return when something in a folder was last changed."""
    inside = (part.stat().st_mtime for part in path.rglob("*")) if path.is_dir() else ()
    return max([path.stat().st_mtime, *inside])


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)
