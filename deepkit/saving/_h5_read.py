"""Arrays from an HDF5 file that may have been made to do harm."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from deepkit.errors import SavingError
from deepkit.saving._h5_write import BFLOAT16

_FILTERS = frozenset({1, 2, 3})  # deflate, shuffle, Fletcher's checksum; others load libraries
_EXPANSION = 20  # the largest ratio of declared to stored bytes
_UNSTORED = 1 << 16  # bytes that may be declared without being stored


class Arrays(Mapping[str, np.ndarray]):
    """The arrays of one object, read when asked for.

    Args:
        place: the file and the group, for messages.
        group: of an HDF5 file, None where the file has none for the object.
    """

    def __init__(self, place: str, group: Any) -> None:
        self._place, self._group = place, group
        self._names: dict[str, None] = {} if group is None else dict.fromkeys(group)

    def __getitem__(self, key: str) -> np.ndarray:
        place = f"{self._place}/{key}"
        if key not in self._names:
            raise SavingError(f"{self._place} has no array {key!r}.")
        _require_hard_link(self._group, key, place)
        return _array(self._group[key], place)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class H5Reader:
    """The groups of an HDF5 file, by the paths of objects.

    Args:
        source: a path, or an open binary file.
        called: what the file is called in messages.

    Raises:
        SavingError: if it is no HDF5 file.
    """

    def __init__(self, source: Any, called: str) -> None:
        import h5py

        self._called = called
        try:
            self._file = h5py.File(source, "r")
        except Exception as error:  # h5py raises all kinds, by where it stumbles
            raise SavingError(
                f"{called} is no HDF5 file, or not a whole one: {error}. Was it written to the end?"
            ) from None

    def arrays(self, path: str, name: Any) -> Arrays:
        """Return the arrays of an object, none if the file has none for it.

        Where the path is missing, a group beside it that was written for an object of the same
        name is taken: files name places after classes, and a class may have been renamed.

        Args:
            path: of the object in the model, "" for the model itself.
            name: of the object.
        """
        parts = [*path.split("/"), "vars"] if path else ["vars"]
        try:
            return self._find(parts, name)
        except SavingError:
            raise
        except Exception as error:
            raise SavingError(f"{self._called}: {'/'.join(parts)} is damaged: {error}.") from None

    def _find(self, parts: list[str], name: Any) -> Arrays:
        group: Any = self._file
        place = self._called
        for depth, part in enumerate(parts):
            if part not in group:
                part = _named(group, name) if depth == len(parts) - 2 else None
            if part is None:
                return Arrays(f"{self._called}: {'/'.join(parts)}", None)
            place = f"{self._called}: {'/'.join(parts[: depth + 1])}"
            _require_hard_link(group, part, place)
            group = group[part]
            if not _is_group(group):
                raise SavingError(f"{place} must be a group.")
        return Arrays(place, group)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _named(group: Any, name: Any) -> str | None:
    """Return the one member of a group that was written for an object of this name."""
    found = []
    for member in group:
        inner = group[member] if _is_hard_link(group, member) else None
        if inner is None or not _is_group(inner) or not _is_hard_link(inner, "vars"):
            continue
        if inner["vars"].attrs.get("name") == name:
            found.append(member)
    return found[0] if len(found) == 1 else None


def _is_group(node: Any) -> bool:
    return hasattr(node, "keys")


def _is_hard_link(group: Any, name: str) -> bool:
    import h5py

    return name in group and isinstance(group.get(name, getlink=True), h5py.HardLink)


def _require_hard_link(group: Any, name: str, place: str) -> None:
    if not _is_hard_link(group, name):
        raise SavingError(
            f"{place} is a link to another place or file. Such links could read what you never "
            "meant to load, and no saved model has them: they are refused."
        )


def _array(dataset: Any, place: str) -> np.ndarray:
    """Return the values of a dataset that lies in the file as plain numbers."""
    if _is_group(dataset) or getattr(dataset, "shape", None) is None:
        raise SavingError(f"{place} must be an array.")
    if dataset.is_virtual or dataset.external:
        raise SavingError(f"{place} lies in another file, which is refused.")
    _require_stored(dataset, place)
    if dataset.dtype.kind in "biufc":
        return dataset[()]
    if dataset.dtype == np.dtype("V2") and dataset.attrs.get("dtype") == BFLOAT16:
        return np.asarray(dataset[()]).view(BFLOAT16)
    raise SavingError(f"{place} has dtype {dataset.dtype}, which is refused: it must hold numbers.")


def _require_stored(dataset: Any, place: str) -> None:
    """Refuse a dataset that would take far more memory than the file has bytes for it."""
    plist = dataset.id.get_create_plist()
    filters = {plist.get_filter(i)[0] for i in range(plist.get_nfilters())}
    if not filters <= _FILTERS:
        raise SavingError(f"{place} is stored through filters {sorted(filters)}, refused.")
    declared, stored = dataset.nbytes, dataset.id.get_storage_size()
    if declared > _EXPANSION * stored + _UNSTORED:
        raise SavingError(
            f"{place} declares {declared:,} bytes, of which {stored:,} are stored: refused as a "
            "file made to exhaust the memory."
        )
