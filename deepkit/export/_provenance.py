"""Where an exported model comes from, and what its files are."""

import hashlib
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import deepkit
from deepkit.export._package import Digest

_VERSIONS = ("jax", "jaxlib", "numpy")


def digests(folder: Path) -> dict[str, Digest]:
    """Return the digests of all files in a folder, by their names.

    Args:
        folder: the folder.
    """
    found: dict[str, Digest] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[path.relative_to(folder).as_posix()] = Digest(digest, path.stat().st_size)
    return found


def provenance() -> dict[str, Any]:
    """Return when, and by which versions, a model is written."""
    return {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {
            "deepkit": deepkit.__version__,
            "python": platform.python_version(),
            **{name: _version(name) for name in _VERSIONS},
        },
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
