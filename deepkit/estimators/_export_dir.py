"""The folders of exports: named by the second, whole, and not too many."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from time import time

from deepkit.durable import remove, remove_leftovers, write_folder

_STAMP = re.compile(r"\d{10}")


def write_export(base: str | os.PathLike[str], write: Callable[[Path], object]) -> Path:
    """Make a folder named by the second since 1970, in ten digits; return its path.

    It has its name only when all of it is written. If another export has the second, the next free
    one is taken.

    Args:
        base: the folder of the exports; made if need be.
        write: is given an empty folder to fill.
    """
    folder = Path(base)
    folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder)
    latest = max((int(path.name) for path in exports_in(folder)), default=0)
    stamp = max(int(time()), latest + 1)
    return write_folder(folder / f"{stamp:010d}", write)


def exports_in(base: str | os.PathLike[str]) -> list[Path]:
    """Return the paths of the exports in a folder, the oldest first.

    Args:
        base: the folder; it need not exist.
    """
    folder = Path(base)
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if _STAMP.fullmatch(path.name) and path.is_dir())


def prune_exports(base: str | os.PathLike[str], keep: int | None) -> None:
    """Remove all exports in a folder but the newest.

    Args:
        base: the folder.
        keep: how many stay; all if None.
    """
    if keep is not None:
        for path in exports_in(base)[:-keep]:
            remove(path)
