"""The files of an exported model, in a folder or in one zip file, read as if they were hostile."""

import hashlib
import mmap
import os
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np

from deepkit.errors import SavingError
from deepkit.export._layout import LARGEST, MANIFEST, MOST_FILES, checked_name

_CHUNK = 1 << 20


class Digest(NamedTuple):
    """What the manifest says of a file.

    Args:
        sha256: of its content, in hexadecimal digits.
        bytes: how many it has.
    """

    sha256: str
    bytes: int


class Place(NamedTuple):
    """Where the content of a file lies."""

    path: Path
    offset: int
    size: int


class Package:
    """The files of an exported model; each is compared with its digest before it is handed out.

    Args:
        path: a folder, or a zip file of uncompressed files.

    Raises:
        SavingError: if there is none, or not one that can be trusted.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._digests: Mapping[str, Digest] = {}
        self._mapped: set[str] = set()
        self._places = None if path.is_dir() else _zipped(self.path)

    def manifest(self) -> bytes:
        """Return the manifest, whose digest nobody knows."""
        place = self._find(MANIFEST)
        if place.size > LARGEST["manifest"]:
            raise SavingError(f"{MANIFEST} has {place.size:,} bytes: that is no manifest.")
        with _opened(place) as file:
            return file.read(place.size)

    def trust(self, digests: Mapping[str, Digest]) -> None:
        """Hand out the files that have these digests from now on, and no others.

        Args:
            digests: by the names of the files.
        """
        self._digests = digests

    def check(self) -> None:
        """Compare all files with their digests but those that were compared when they were mapped.

        Raises:
            SavingError: if one is missing, or not what the manifest says.
        """
        for name in self._digests:
            if name not in self._mapped:
                place = self._checked(name)
                with _opened(place) as file:
                    self._compare(name, _hashed(file, place.size))

    def read(self, name: str, kind: str) -> bytes:
        """Return the content of a file.

        Args:
            name: of the file.
            kind: `"program"` or `"json"`: how large it may be.

        Raises:
            SavingError: if it is missing, too large, or not what the manifest says.
        """
        place = self._checked(name)
        if place.size > LARGEST[kind]:
            raise SavingError(f"{name} has {place.size:,} bytes; {LARGEST[kind]:,} are allowed.")
        with _opened(place) as file:
            content = file.read(place.size)
        self._compare(name, hashlib.sha256(content).hexdigest())
        return content

    def map(self, name: str) -> np.ndarray:
        """Return the bytes of a file, mapped into memory: nothing is copied.

        Args:
            name: of the file.

        Raises:
            SavingError: if it is missing, or not what the manifest says.
        """
        place = self._checked(name)
        with _opened(place) as file:
            self._compare(name, _hashed(file, place.size))
            self._mapped.add(name)
            if not place.size:
                return np.zeros(0, np.uint8)
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return np.frombuffer(mapped, np.uint8, place.size, place.offset)

    def _checked(self, name: str) -> Place:
        if name not in self._digests:
            raise SavingError(f"{name!r:.100} is not among the files of {MANIFEST}.")
        place, told = self._find(name), self._digests[name].bytes
        if place.size != told:
            raise SavingError(f"{name} has {place.size:,} bytes, but {told:,} were written.")
        return place

    def _compare(self, name: str, found: str) -> None:
        if found != self._digests[name].sha256:
            raise SavingError(f"{name} is not what was written: its SHA-256 is another.")

    def _find(self, name: str) -> Place:
        checked_name(name)
        places = self._places
        found = _in_folder(self.path, name) if places is None else places.get(name)
        if found is None:
            raise SavingError(f"{os.fspath(self.path)!r} is no exported model: it has no {name}.")
        return found


def _in_folder(root: Path, name: str) -> Place | None:
    path = root / name
    for part in (*reversed(path.relative_to(root).parents), path.relative_to(root)):
        if (root / part).is_symlink() and part != Path():
            raise SavingError(f"{name} is reached by a link, which may lead anywhere.")
    try:
        told = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(told.st_mode):
        raise SavingError(f"{name} is no file.")
    return Place(path, 0, told.st_size)


def _zipped(path: Path) -> dict[str, Place]:
    """Return the places of the files in a zip file."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_FILES:
                raise SavingError(f"{path.name} has {len(members):,} files: that is no model.")
            found = {member.filename: _member(path, archive, member) for member in members}
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        if isinstance(error, SavingError):
            raise
        raise SavingError(f"{os.fspath(path)!r} is no exported model: {error}.") from None
    if len(found) != len(members):
        raise SavingError(f"{path.name} has two files of the same name.")
    return found


def _member(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Place:
    checked_name(member.filename)
    if member.compress_type != zipfile.ZIP_STORED or member.flag_bits & 1:
        raise SavingError(f"{member.filename} is compressed or encrypted; store it as it is.")
    with archive.open(member):  # compares the two places where its name is written
        pass
    with path.open("rb") as file:
        file.seek(member.header_offset + 26)
        names, extra = (int.from_bytes(file.read(2), "little") for _ in range(2))
    return Place(path, member.header_offset + 30 + names + extra, member.file_size)


def _opened(place: Place) -> IO[bytes]:
    # A link that took the place of the file in between is not followed.
    only_bytes = getattr(os, "O_BINARY", 0)  # of Windows, which else changes the ends of lines
    handle = os.open(place.path, os.O_RDONLY | only_bytes | getattr(os, "O_NOFOLLOW", 0))
    file = os.fdopen(handle, "rb")
    file.seek(place.offset)
    return file


def _hashed(file: IO[bytes], size: int) -> str:
    digest = hashlib.sha256()
    while size > 0:
        chunk = file.read(min(size, _CHUNK))
        if not chunk:
            break
        digest.update(chunk)
        size -= len(chunk)
    return digest.hexdigest()
