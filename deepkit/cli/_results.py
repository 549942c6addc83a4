"""Answers written as files of different kinds."""

import csv
import json
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np

from deepkit.durable import whole_file


def write_results(results: Mapping[str, np.ndarray], target: str, kind: str) -> None:
    """Write answers, a row for each that was asked.

    Args:
        results: arrays by name.
        target: the path of a file, which appears when all is written; `"-"` for the screen.
        kind: `"csv"`, `"jsonl"` (with null for numbers that are not finite) or `"npz"`.
    """
    if kind == "npz":
        with whole_file(Path(target)) as file:
            arrays: dict[str, Any] = dict(results)
            np.savez(file, **arrays)
        return
    with _lines(target) as out:
        if kind == "jsonl":
            for row in _rows(results):
                out.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")
            return
        columns = _flat(results)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*(column.tolist() for column in columns.values()), strict=True))


@contextmanager
def _lines(target: str) -> Generator["_Written"]:
    if target == "-":
        yield sys.stdout
        return
    with whole_file(Path(target)) as file:
        out = _Text(file)
        yield out


class _Written(Protocol):
    """What text is written to."""

    def write(self, text: str, /) -> object: ...


class _Text:
    """Text written to a file of bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def write(self, text: str) -> int:
        return self.file.write(text.encode())


def _rows(results: Mapping[str, np.ndarray]) -> list[dict[str, Any]]:
    lists = {name: _finite(array).tolist() for name, array in results.items()}
    count = len(next(iter(lists.values())))
    return [{name: values[row] for name, values in lists.items()} for row in range(count)]


def _finite(array: np.ndarray) -> np.ndarray:
    """Return an array with None for what JSON has no number for."""
    if array.dtype.kind not in "fV" or np.isfinite(array).all():
        return array
    plain = array.astype(object)
    plain[~np.isfinite(array)] = None
    return plain


def _flat(results: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return a column for each number of a row."""
    found: dict[str, np.ndarray] = {}
    for name, array in results.items():
        rows = array.reshape(len(array), -1)
        width = rows.shape[1]
        for place in range(width):
            found[name if width == 1 else f"{name}_{place}"] = rows[:, place]
    return found
