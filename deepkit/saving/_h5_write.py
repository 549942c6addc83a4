"""Arrays into an HDF5 file: one group for each object that has state."""

import io
from collections.abc import Iterator, MutableMapping
from typing import Any

import numpy as np

from deepkit.errors import SavingError

BFLOAT16 = "bfloat16"


class Shelf(MutableMapping[str, Any]):
    """The arrays of one object, as they are written to its group.

    Args:
        group: of an HDF5 file open for writing.
    """

    def __init__(self, group: Any) -> None:
        self._group = group

    def __setitem__(self, key: str, value: Any) -> None:
        if "/" in key or not key.strip("."):
            raise SavingError(f"Arrays are stored under plain names, got {key!r}.")
        array = np.asarray(value)
        if array.dtype.name == BFLOAT16:  # HDF5 has no such type: two plain bytes and a word
            self._group.create_dataset(key, data=array.view("V2")).attrs["dtype"] = BFLOAT16
        elif array.dtype.kind in "biufc":
            self._group.create_dataset(key, data=array)
        else:
            raise SavingError(f"Array {key!r} of dtype {array.dtype} cannot be stored.")

    def __getitem__(self, key: str) -> Any:
        return self._group[key][()]

    def __delitem__(self, key: str) -> None:
        del self._group[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._group)

    def __len__(self) -> int:
        return len(self._group)


class H5Writer:
    """The groups of an HDF5 file, by the paths of objects.

    Args:
        target: an open binary file.
    """

    def __init__(self, target: Any) -> None:
        import h5py

        self._file = h5py.File(target, "w")

    def shelf(self, path: str, name: Any) -> Shelf:
        """Return where the arrays of an object go.

        Args:
            path: of the object in the model, "" for the model itself.
            name: of the object, kept beside the arrays.
        """
        group = self._file.create_group(f"{path}/vars" if path else "vars")
        if isinstance(name, str):
            group.attrs["name"] = name
        return Shelf(group)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def h5_bytes(fill: Any) -> bytes:
    """Return an HDF5 file as bytes.

    Args:
        fill: writes to an `H5Writer`.
    """
    target = io.BytesIO()
    writer = H5Writer(target)
    try:
        fill(writer)
    finally:
        writer.close()
    return target.getvalue()
