"""Rows from files of different kinds, as a signature takes them."""

import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.cli._csv_rows import csv_rows
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
        return _alone(_without_targets(read_arrays(path), signature), signature)
    if kind == "csv":
        if not tables:
            return csv_rows(path, signature)
        if _is_matrix(signature):
            return _alone(csv_rows(path, signature, gaps=True), signature)
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


def _without_targets(arrays: dict[str, np.ndarray], signature: Signature) -> dict[str, np.ndarray]:
    """Leave out the targets of a file that `deepkit export --examples` takes."""
    return {name: a for name, a in arrays.items() if name != "y" or "y" in signature.inputs}


def _alone(arrays: dict[str, np.ndarray], signature: Signature) -> Any:
    """Return the only array for the only input, whatever it is called."""
    alone = len(arrays) == len(signature.inputs) == 1
    return next(iter(arrays.values())) if alone and [*arrays] != [*signature.inputs] else arrays


def _is_matrix(signature: Signature) -> bool:
    """Tell whether it takes rows of numbers that nobody named."""
    specs = list(signature.inputs.values())
    return len(specs) == 1 and len(specs[0].shape) == 2 and specs[0].shape[1] is not None


def _json_rows(path: str) -> list[Any]:
    text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8-sig")
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        rows = list(_parsed(text, error))
    else:
        rows = whole if isinstance(whole, list) and _are_rows(whole) else [whole]
    if not rows:
        raise DataError("There is no row.")
    return rows


def _are_rows(values: list[Any]) -> bool:
    """Tell whether these are rows, not the numbers of one."""
    return all(isinstance(value, dict | list) for value in values[:1])


def _parsed(text: str, whole: json.JSONDecodeError) -> Iterator[Any]:
    """Yield what stands on each line of a text that is no JSON as a whole."""
    lines = text.split("\n")  # others break lines where text has U+2028 in it
    there = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    for number, line in there:
        try:
            yield json.loads(line)
        except json.JSONDecodeError as error:
            # What does not even begin as lines is one value over several of them.
            is_first = number == there[0][0]
            raise DataError(
                _no_json(whole, whole.lineno) if is_first else _no_json(error, number)
            ) from None


def _no_json(error: json.JSONDecodeError, line: int) -> str:
    return f"Line {line} is no JSON: {error.msg}, column {error.colno}."


def _stacked(rows: list[Any], name: str) -> np.ndarray:
    try:
        return np.array([row[name] for row in rows])
    except KeyError:
        raise DataError(f"Input {name!r} is missing from a row.") from None
    except ValueError as error:
        raise DataError(f"Input {name!r} must have one shape in all rows: {error}.") from None
