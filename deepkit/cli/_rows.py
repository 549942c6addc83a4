"""Rows from files of different kinds, as a signature takes them."""

import json
import math
import sys
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.columns import CsvFile, read_csv
from deepkit.errors import DataError, one_of
from deepkit.export import Signature

KINDS = ("csv", "jsonl", "npz")

# What NumPy raises for files that are none of its own, or damaged ones.
_NO_ARRAYS = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, TypeError, AttributeError)


def kind_of(path: str) -> str:
    """Return the kind of a file by its name.

    Args:
        path: of the file; `"-"` for what is piped, which is JSON lines.

    Raises:
        ValueError: if the name tells none.
    """
    if path == "-":
        return "jsonl"
    ending = Path(path).suffix.lstrip(".").lower()
    return str(one_of(KINDS, file_ending={"json": "jsonl", "ndjson": "jsonl"}.get(ending, ending)))


def read_rows(path: str, kind: str, signature: Signature, *, tables: bool) -> Any:
    """Return the rows of a file.

    Args:
        path: of the file.
        kind: `"csv"`, `"jsonl"` or `"npz"`.
        signature: what is to be asked.
        tables: whether it takes columns, strings included.

    Raises:
        DataError: if the file holds no such rows.
    """
    if kind == "npz":
        arrays = read_arrays(path)
        alone = len(arrays) == len(signature.inputs) == 1
        return next(iter(arrays.values())) if alone else arrays
    if kind == "csv":
        if not tables:
            return _tensors(dict(read_csv(path).columns), signature)
        texts = {name for name, spec in signature.inputs.items() if spec.dtype == "string"}
        types = {name: "text" for name in CsvFile(path).header if name in texts}
        return dict(read_csv(path, types=types).columns)
    rows = _json_rows(path)
    if tables:
        return rows
    if all(isinstance(row, dict) for row in rows):
        return {name: _stacked(rows, name) for name in signature.inputs}
    return np.array(rows)


def read_arrays(path: str) -> dict[str, np.ndarray]:
    """Return the arrays of an npz file, by name.

    Args:
        path: of the file.

    Raises:
        DataError: if it is no such file, or holds what are no arrays of numbers or text.
    """
    try:
        with Path(path).open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except _NO_ARRAYS as error:
        raise DataError(f"{path} is no npz file with arrays: {error}.") from None


def _tensors(columns: Mapping[str, np.ndarray], signature: Signature) -> dict[str, np.ndarray]:
    """Return columns of numbers as inputs: each of its name, or all of them as the only one."""
    inputs = signature.inputs
    if set(columns) == set(inputs):
        return {
            name: column.reshape(-1, 1) if len(inputs[name].shape) == 2 else column
            for name, column in columns.items()
        }
    if len(inputs) != 1:
        raise DataError(f"The file must have the columns {', '.join(inputs)}.")
    (spec,) = inputs.values()
    sizes = spec.shape[1:]
    if math.prod(size or 0 for size in sizes) != len(columns):
        raise DataError(
            f"Input {spec.name!r} takes {list(sizes)} numbers a row, the file has {len(columns)}."
        )
    flat = np.stack(list(columns.values()), axis=1)
    return {spec.name: flat.reshape(-1, *(size or 0 for size in sizes))}


def _json_rows(path: str) -> list[Any]:
    text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    rows = list(_parsed(text.split("\n")))  # others break lines where text has U+2028 in it
    if len(rows) == 1 and isinstance(rows[0], list) and _are_rows(rows[0]):
        rows = rows[0]  # one array of all rows
    if not rows:
        raise DataError("There is no row.")
    return rows


def _are_rows(values: list[Any]) -> bool:
    """Tell whether these are rows, not the numbers of one."""
    return all(isinstance(value, dict | list) for value in values[:1])


def _parsed(lines: Iterable[str]) -> Iterable[Any]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise DataError(f"Line {number} is no JSON: {error}.") from None


def _stacked(rows: list[Any], name: str) -> np.ndarray:
    try:
        return np.array([row[name] for row in rows])
    except KeyError:
        raise DataError(f"Input {name!r} is missing from a row.") from None
    except ValueError as error:
        raise DataError(f"Input {name!r} must have one shape in all rows: {error}.") from None
