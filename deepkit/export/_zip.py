"""A folder as one zip file whose files can be mapped into memory as they lie."""

import zipfile
from pathlib import Path
from typing import IO

from deepkit.export._tensor_file import ALIGNMENT

_LOCAL_HEADER, _EXTRA_HEADER = 30, 4
_PADDING_ID = 0xD935  # the extra field in which Android's tools pad too
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_zip(folder: Path, target: IO[bytes]) -> None:
    """Put the files of a folder into a zip file, uncompressed, each at a multiple of 64 bytes.

    Args:
        folder: what to pack.
        target: the new file.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                member = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
                member.file_size = path.stat().st_size
                member.extra = _padding(target.tell(), member)
                with archive.open(member, "w") as out, path.open("rb") as file:
                    while chunk := file.read(1 << 20):
                        out.write(chunk)


def names_in(path: Path) -> list[str]:
    """Return the names of the files in a zip file; none if it is no such file.

    Args:
        path: of a file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except zipfile.BadZipFile:
        return []


def _padding(begin: int, member: zipfile.ZipInfo) -> bytes:
    end = begin + _LOCAL_HEADER + len(member.filename.encode()) + _EXTRA_HEADER
    if member.file_size * 1.05 > zipfile.ZIP64_LIMIT:
        end += 20  # zipfile puts the sizes of such files into a field of their own
    more = -end % ALIGNMENT
    return _PADDING_ID.to_bytes(2, "little") + more.to_bytes(2, "little") + b"\0" * more
