"""What the files of an exported model are called, and how large they may be."""

import re
from typing import NoReturn

from deepkit.errors import SavingError

FORMAT, VERSION = "deepkit-export", 1

MANIFEST = "deepkit.json"
WEIGHTS = "weights.safetensors"
ARCHITECTURE = "architecture.json"
PREPROCESSING = "preprocessing.json"
"""The file of the steps from a table to inputs."""
LABELS = "labels.json"
"""The file of the names of classes."""
ROWS = "golden/rows.json"
"""The file of the rows that golden inputs are of."""
EXTRA = "assets.extra"

DEFAULT = "serving_default"
"""The signature that is called if none is named."""

LARGEST = {
    "manifest": 16 * 1024 * 1024,
    "program": 256 * 1024 * 1024,
    "json": 64 * 1024 * 1024,
}
"""How many bytes a file may have that is read as a whole."""

MOST_FILES = 10_000

_NAME = re.compile(r"[^\\/:\0]+(/[^\\/:\0]+)*")


def checked_name(name: str) -> str:
    """Return the name of a file of an exported model, which lies below its folder.

    Args:
        name: parts with slashes between them.

    Raises:
        SavingError: if it leads elsewhere.
    """
    if not _NAME.fullmatch(name) or {".", ".."} & set(name.split("/")):
        _refuse(name)
    return name


def _refuse(name: str) -> NoReturn:
    raise SavingError(f"The path {name!r:.100} does not stay in the folder of the exported model.")
