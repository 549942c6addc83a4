"""Files that appear whole or not at all."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from deepkit.durable._disk import beside_of, sync
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
    beside = beside_of(target)
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
        sync(target.parent)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_whole(path: Path, text: str) -> None:
    """Give a file a new text: who reads it meanwhile sees all of the old one or all of the new.

    Args:
        path: of the file.
        text: its new content.

    Raises:
        SavingError: if it cannot be written there.
    """
    with whole_file(path) as file:
        file.write(text.encode())
