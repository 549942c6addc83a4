"""Programs of very many operations, which say nearly the same again and again, as small files."""

import gzip
import zlib

from deepkit.errors import SavingError
from deepkit.export._layout import LARGEST

PLAIN = 48 * 1024
"""Bytes of the largest program that is stored as it is."""

_ENDING = ".gz"


def squeezed(name: str, content: bytes) -> tuple[str, bytes]:
    """Return the name and the content of the file of a program: compressed if it is large.

    Args:
        name: of the file, if it is not.
        content: the program.
    """
    if len(content) <= PLAIN:
        return name, content
    return f"{name}{_ENDING}", gzip.compress(content, mtime=0)


def unsqueezed(name: str, content: bytes) -> bytes:
    """Return a program.

    Args:
        name: of its file.
        content: of its file.

    Raises:
        SavingError: if it is compressed, and damaged or too large.
    """
    if not name.endswith(_ENDING):
        return content
    most, machine = LARGEST["program"], zlib.decompressobj(wbits=31)
    try:
        found = machine.decompress(content, most + 1)
    except zlib.error as error:
        raise SavingError(f"{name} is damaged: {error}.") from error
    if len(found) > most:
        raise SavingError(f"{name} holds more than {most:,} bytes.")
    if not machine.eof or machine.unused_data:
        raise SavingError(f"{name} is damaged: it does not end where it should.")
    return found
