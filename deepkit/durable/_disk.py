"""Places that nobody else has, and what is known to be on the disk."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def beside_of(path: Path) -> Path:
    """Return a place beside a path that no other process has, and that nobody lists."""
    return path.with_name(f".{path.name.lstrip('.')[:100]}.part-{secrets.token_hex(6)}")


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
