"""Read the categories in a vocabulary file."""

import gzip
import struct
from pathlib import Path

from deepkit.errors import one_of

_LENGTH = struct.Struct("<Q")
_CHECKSUM = 4


def lines_of(path: Path, file_format: str | None) -> list[str]:
    """Return the lines of a text, or the records of compressed TFRecords.

    Raises:
        ValueError: if there is no such format, or the records are cut off.
        OSError: if the file cannot be read.
    """
    one_of((None, "tfrecord_gzip"), file_format=file_format)
    if file_format is None:
        text = path.read_text(encoding="utf-8")
        return [line.rstrip("\r") for line in text.removesuffix("\n").split("\n")] if text else []
    return [record.decode() for record in _records(gzip.decompress(path.read_bytes()), path)]


def _records(data: bytes, path: Path) -> list[bytes]:
    """Take records apart: a length, its checksum, so many bytes, their checksum."""
    records: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + _LENGTH.size + _CHECKSUM
        size = _LENGTH.unpack_from(data, at)[0] if start <= len(data) else len(data)
        at = start + size + _CHECKSUM
        if at > len(data):
            raise ValueError(
                f"The vocabulary file {str(path)!r} is cut off in record {len(records)}."
            )
        records.append(data[start : start + size])
    return records
