"""Rows of numbers from CSV files: which column goes where in which input."""

import csv
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from deepkit.columns import NA_VALUES, read_csv
from deepkit.errors import DataError
from deepkit.export import Signature, TensorSpec

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NUMBERED = re.compile(r"(.*)_([0-9]+)", re.DOTALL)

ABOUT = """\
CSV for a model of plain arrays: columns that are called as an input with a number, such as x_0,
x_1, are taken by their numbers, whatever their order; under other names the columns of the only
input are taken in the order of the file. A first line that holds numbers is a row, but for 0,1,2
and so on, which is refused: it may be names or a row. In a file of one column an empty line is a
row whose value is missing."""


def csv_rows(path: str, signature: Signature, *, gaps: bool = False) -> dict[str, np.ndarray]:
    """Return the inputs that the columns of a file make up, by name.

    Args:
        path: of the file.
        signature: what is to be asked.
        gaps: whether a number may be missing, which is NaN then.

    Raises:
        DataError: if a column is missing, of no input, or holds what is no number.
    """
    inputs = signature.inputs
    sizes = {name: _size(spec) for name, spec in inputs.items()}
    columns = _columns(path, sizes, gaps=gaps)
    places = _places(list(columns), sizes)
    return {
        name: np.stack([columns[one] for one in places[name]], axis=1).reshape(-1, *spec.shape[1:])
        for name, spec in inputs.items()
    }


def _size(spec: TensorSpec) -> int:
    sizes = [size for size in spec.shape[1:] if size is not None]
    if len(sizes) < len(spec.shape[1:]):
        raise DataError(
            f"Input {spec.name!r} takes rows of any length, which CSV has no place for: give JSON "
            "lines or an npz file."
        )
    return math.prod(sizes)


# --- which column goes where ----------------------------------------------------------------------


def _places(columns: Sequence[str], sizes: Mapping[str, int]) -> dict[str, list[str]]:
    """Return the columns of each input in order."""
    found: dict[str, dict[int, str]] = {name: {} for name in sizes}
    strange: list[str] = []
    for column in columns:
        name, number = _place(column, sizes)
        if name is None:
            strange.append(column)
        elif number in found[name]:
            raise DataError(f"Columns {found[name][number]!r} and {column!r} are one and the same.")
        else:
            found[name][number] = column
    if len(strange) == len(columns) and len(sizes) == 1:
        return _in_order(columns, sizes)
    if strange:
        raise DataError(
            f"Column {strange[0]!r} is of no input. The file must have the columns "
            f"{_wanted(sizes)}."
        )
    return {name: _complete(name, size, found[name], sizes) for name, size in sizes.items()}


def _place(column: str, sizes: Mapping[str, int]) -> tuple[str | None, int]:
    if sizes.get(column) == 1:
        return column, 0
    match = _NUMBERED.fullmatch(column)
    if match and match[1] in sizes:
        return match[1], int(match[2])
    return None, 0


def _in_order(columns: Sequence[str], sizes: Mapping[str, int]) -> dict[str, list[str]]:
    ((name, size),) = sizes.items()
    if len(columns) != size:
        raise DataError(f"Input {name!r} takes {size} numbers a row, the file has {len(columns)}.")
    return {name: list(columns)}


def _complete(
    name: str, size: int, found: Mapping[int, str], sizes: Mapping[str, int]
) -> list[str]:
    """Return the columns of an input by their numbers, of which none may be missing."""
    if missing := [number for number in range(size) if number not in found]:
        lost = name if size == 1 else f"{name}_{missing[0]}"
        raise DataError(
            f"Column {lost!r} is missing. The file must have the columns {_wanted(sizes)}."
        )
    if over := [column for number, column in found.items() if number >= size]:
        raise DataError(
            f"Column {over[0]!r} is one too many. The file must have the columns {_wanted(sizes)}."
        )
    return [found[number] for number in range(size)]


def _wanted(sizes: Mapping[str, int]) -> str:
    return ", ".join(
        name if size == 1 else f"{name}_0 to {name}_{size - 1}" for name, size in sizes.items()
    )


# --- what the columns hold ------------------------------------------------------------------------


def _columns(path: str, sizes: Mapping[str, int], *, gaps: bool) -> dict[str, np.ndarray]:
    first, names = _first_line(path), None
    if _is_row(first):
        if len(sizes) > 1 or first == [str(number) for number in range(len(first))]:
            raise DataError(
                f"The first line of {path} is {','.join(first)!r:.60}: put a line above it, or in "
                f"its place, that names the columns: {_wanted(sizes)}."
            )
        names = [f"column {number}" for number in range(1, len(first) + 1)]
    table = read_csv(path, names=names, na_values=NA_VALUES if gaps else ())
    return {name: _numbers(name, column) for name, column in table.columns.items()}


def _first_line(path: str) -> list[str]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, skipinitialspace=True)
        return [cell.strip() for cell in next((line for line in lines if line), [])]


def _is_row(cells: Sequence[str]) -> bool:
    """Tell whether a line is of numbers, some of which may be missing, and not of names."""
    numbers = [cell for cell in cells if _NUMBER.fullmatch(cell)]
    others = {cell for cell in cells if not _NUMBER.fullmatch(cell)}
    return bool(numbers) and others <= {*NA_VALUES, "inf", "-inf"}


def _numbers(name: str, column: np.ndarray) -> np.ndarray:
    """Return a column as numbers; one of text may hold such as 007."""
    if column.dtype != object:
        return column
    return np.array([_number(name, row, cell) for row, cell in enumerate(column, 1)])


def _number(name: str, row: int, cell: str) -> float:
    try:
        return float(cell.replace("_", "no number"))  # only Python takes 1_0 for one
    except ValueError:
        what = "is empty" if not cell.strip() else f"is {cell!r:.40}"
    raise DataError(f"Row {row}, column {name!r} {what}, and must be a number.")
