"""Files that appear whole or not at all."""

import os
import secrets
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from deepkit.errors import SavingError


@contextmanager
def whole_file(path: Path) -> Generator[IO[bytes]]:
    """Open a file to write that takes its place only when all is written.

    Until then the old file is as it was, whatever happens: the new one is written beside it, its
    bytes are brought to the disk, and then it takes the name.

    Args:
        path: where it will be.

    Raises:
        SavingError: if it cannot be written there.
    """
    target = Path(os.path.realpath(path))  # a link stays one, to the new content
    beside = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.part")
    try:
        file = beside.open("xb")
    except OSError as error:
        raise SavingError(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
        _sync_folder(target.parent)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def may_write(path: Path, *, overwrite: bool) -> bool:
    """Tell whether to write a file; if there is one and it may not be replaced, ask the user.

    Args:
        path: of the file.
        overwrite: whether to replace a file without asking.
    """
    if overwrite or not path.exists():
        return True
    answer = ""
    while answer not in ("y", "n"):
        try:
            answer = input(f"{path} exists already. Overwrite it? [y/n] ").strip().lower()
        except EOFError:
            raise SavingError(
                f"{path} exists already, and there is nobody to ask. Pass `overwrite=True`."
            ) from None
    return answer == "y"


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
