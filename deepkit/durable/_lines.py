"""Files of one JSON object a line, which survive a writer that is killed."""

import json
import os
from contextlib import suppress
from pathlib import Path

from deepkit.typing import Tensor


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
