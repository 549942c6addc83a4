"""Arrays in one file that can be mapped into memory as they are: safetensors, aligned."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.backend import standardize_dtype
from deepkit.durable import read_json
from deepkit.errors import SavingError

ALIGNMENT = 64
"""Where each array begins is a multiple of it: JAX uses such memory on CPUs without a copy."""

PADDING = "__padding__"
"""How entries are called that only fill up the space between two arrays."""

_LARGEST_HEADER = 64 * 1024 * 1024
_NAMES = {
    "bool": "BOOL",
    "uint8": "U8",
    "int8": "I8",
    "uint16": "U16",
    "int16": "I16",
    "float16": "F16",
    "bfloat16": "BF16",
    "uint32": "U32",
    "int32": "I32",
    "float32": "F32",
    "uint64": "U64",
    "int64": "I64",
    "float64": "F64",
}
_DTYPES = {code: name for name, code in _NAMES.items()}


def write_tensors(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays by their names.

    Args:
        path: of the new file.
        arrays: what to write.

    Raises:
        SavingError: if an array is of a kind that the format does not know.
    """
    header, parts = _laid_out({name: np.asarray(array) for name, array in arrays.items()})
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 8) % ALIGNMENT)
    with path.open("xb") as file:
        file.write(len(text).to_bytes(8, "little"))
        file.write(text)
        for part in parts:
            file.write(part.data)


def read_tensors(content: np.ndarray, called: str) -> dict[str, np.ndarray]:
    """Return views of the arrays in a file, by their names.

    Args:
        content: the bytes of the file, uint8.
        called: what the file is called in messages.

    Raises:
        SavingError: if they are no such file.
    """
    length = int.from_bytes(content[:8].tobytes(), "little")
    if len(content) < 8 or length > min(len(content) - 8, _LARGEST_HEADER):
        raise SavingError(f"{called} is cut off, or holds no arrays.")
    told = read_json(content[8 : 8 + length].tobytes(), called, largest=_LARGEST_HEADER)
    if not isinstance(told, dict):
        raise SavingError(f"{called} does not say which arrays it holds.")
    data = content[8 + length :]
    entries = {name: entry for name, entry in told.items() if not name.startswith("__")}
    return {name: _view(data, entry, f"{name!r} in {called}") for name, entry in entries.items()}


def _laid_out(arrays: Mapping[str, np.ndarray]) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Return the header, and the bytes of all arrays with the padding between them."""
    header: dict[str, Any] = {}
    parts: list[np.ndarray] = []
    at = 0
    for number, (name, array) in enumerate(arrays.items()):
        more = -at % ALIGNMENT
        if more:
            header[f"{PADDING}{number}"] = _entry(np.zeros(more, np.uint8), at)
            parts.append(np.zeros(more, np.uint8))
            at += more
        if array.dtype.name not in _NAMES:
            raise SavingError(f"Array {name!r} of dtype {array.dtype} cannot be written.")
        little = array.astype(array.dtype.newbyteorder("<"), copy=False)
        header[name] = _entry(little, at)
        parts.append(np.ascontiguousarray(little).reshape(-1).view(np.uint8))
        at += array.nbytes
    return header, parts


def _entry(array: np.ndarray, at: int) -> dict[str, Any]:
    ends = [at, at + array.nbytes]
    return {"dtype": _NAMES[array.dtype.name], "shape": list(array.shape), "data_offsets": ends}


def _view(data: np.ndarray, entry: Any, called: str) -> np.ndarray:
    try:
        dtype = np.dtype(standardize_dtype(_DTYPES[entry["dtype"]]))
        shape = list(map(_whole, entry["shape"]))
        begin, end = map(_whole, entry["data_offsets"])
    except (KeyError, TypeError, ValueError) as error:
        raise SavingError(f"{called} is not described as an array is.") from error
    size = math.prod(shape) * dtype.itemsize
    if min([0, *shape]) < 0 or not 0 <= begin <= end <= len(data) or end - begin != size:
        raise SavingError(f"{called} does not lie where the file says.")
    try:
        return data[begin:end].view(dtype).reshape(shape)
    except (ValueError, OverflowError) as error:  # empty, and of too many axes or too long ones
        raise SavingError(f"{called} is not of a shape that an array has.") from error


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("neither a size nor a place")
    return value
