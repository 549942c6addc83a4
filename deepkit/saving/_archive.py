"""The `.keras` archive: a zip file of three members."""

import zipfile
from collections import Counter
from collections.abc import Mapping
from typing import IO

from deepkit.durable import LARGEST_JSON
from deepkit.errors import SavingError

METADATA, CONFIG, WEIGHTS = "metadata.json", "config.json", "model.weights.h5"
_STORED_FORMS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_EXPANSION = 10  # the largest ratio of a member to the whole file
_SPARE = 1 << 24  # bytes allowed on top of it


def write_archive(target: IO[bytes], members: Mapping[str, bytes]) -> None:
    """Write members into an archive, as they are.

    Args:
        target: an open binary file.
        members: the content by name.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


class Archive:
    """A `.keras` file open for reading; its members are read into memory, never unpacked.

    Args:
        source: an open binary file.
        called: what it is called in messages.

    Raises:
        SavingError: if it is no archive, lacks a member, or has one it should not have.
    """

    def __init__(self, source: IO[bytes], called: str) -> None:
        self._called = called
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise SavingError(
                f"{called} is no `.keras` archive, or not a whole one: {error}. Was it written or "
                "copied to the end?"
            ) from None
        size = source.seek(0, 2)
        members = self._zip.infolist()
        names = Counter(member.filename for member in members)
        for member in members:
            self._check(member, names[member.filename], size)
        for name in (CONFIG, WEIGHTS):
            if name not in names:
                raise SavingError(f"{called} has no member {name!r}, so it is no saved model.")

    def _check(self, member: zipfile.ZipInfo, times: int, size: int) -> None:
        name = member.filename
        known = name in (METADATA, CONFIG, WEIGHTS)
        problem = None
        if not known and not name.startswith("assets/"):
            problem = "is none of those that a model has"
        elif times > 1:
            problem = "is there twice"
        elif member.flag_bits & 1 or member.compress_type not in _STORED_FORMS:
            problem = "is encrypted or packed in an unusual way"
        elif member.file_size > _EXPANSION * size + _SPARE:
            problem = f"unpacks to {member.file_size:,} bytes, from a file of {size:,}"
        elif name != WEIGHTS and known and member.file_size > LARGEST_JSON:
            problem = f"has {member.file_size:,} bytes; {LARGEST_JSON:,} are allowed"
        if problem is not None:
            raise SavingError(
                f"{self._called}: the member {name!r} {problem}. The file is refused."
            )

    def read(self, name: str) -> bytes:
        """Return the content of a member, its checksum compared.

        Args:
            name: of the member.

        Raises:
            SavingError: if it is damaged.
        """
        try:
            return self._zip.read(name)
        except Exception as error:  # zipfile's, zlib's and the system's share no base
            raise SavingError(f"{self._called}: the member {name!r} is damaged: {error}.") from None

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()
