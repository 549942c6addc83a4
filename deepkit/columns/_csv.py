"""Read files of comma-separated values, with types that hold for the whole file.

The standard library's reader and NumPy do it whether pandas is installed or not: pandas guesses
types chunk by chunk and has other texts for what is missing, so that one file would give different
columns on two machines. A file is walked twice, first for the types and then for the values, and is
never in memory as text.
"""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from os import PathLike, fspath
from pathlib import Path
from typing import Self

import numpy as np

from deepkit.columns._table import Table, join
from deepkit.errors import DataError, one_of, unknown

NA_VALUES = ("", "?", "NA", "N/A", "NaN", "nan", "null", "NULL")
_BLOCK = 16384  # rows in hand at once
_TRUTH = {"True": True, "False": False, "true": True, "false": False, "TRUE": True, "FALSE": False}
# Cells are joined by NUL. "007" and what exceeds 64 bits are names; "1_0" is for Python alone.
_NO_NUMBER = re.compile(r"(?<![^\0])[ \t]*[+-]?(?:0[0-9]+|[0-9]{19,})[ \t]*(?![^\0])|_")


def read_csv(
    path: str | PathLike[str],
    *,
    names: Sequence[str] | None = None,
    delimiter: str = ",",
    na_values: Sequence[str] = NA_VALUES,
    types: Mapping[str, str] | None = None,
    encoding: str = "utf-8-sig",
    comment: str | None = None,
) -> Table:
    r"""Read a file of comma-separated values into a table.

    A column has the narrowest type that all its cells have: truths ("True", "false"), whole
    numbers, numbers, text. Whole numbers with leading zeros, such as ZIP codes, and those of 19
    digits or more are text. Spaces after a delimiter do not count, nor do empty lines; but where
    there is one column, an empty line behind its name is a row whose value is missing.

    Args:
        path: of the file.
        names: of the columns, if the file has no first line with them.
        delimiter: what stands between two cells.
        na_values: cells that are missing values: NaN among numbers (whole numbers become floats),
            `""` among text.
        types: `"bool"`, `"int"`, `"float"` or `"text"` by column, for those not to be inferred.
        encoding: of the file.
        comment: what lines begin with that do not count.

    Raises:
        DataError: if the file has no rows, a line has another number of cells, names appear twice,
            or a cell is not of the type given.
        ValueError: if `types` names an unknown column or type.

    Example:
        >>> import pathlib, tempfile
        >>> from deepkit.feature_column import read_csv
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "people.csv")
        ...     _ = path.write_text("age,job,zip\n39,clerk,02134\n?,,10115\n")
        ...     table = read_csv(path)
        >>> table["age"], table["job"], table["zip"]
        (array([39., nan]), array(['clerk', ''], dtype=object),
         array(['02134', '10115'], dtype=object))
    """
    file = CsvFile.at(
        path,
        names=names,
        delimiter=delimiter,
        na_values=na_values,
        types=types,
        encoding=encoding,
        comment=comment,
    )
    return join(list(file.tables()))


@dataclass(frozen=True)
class CsvFile:
    """One file and how to read it; the options are those of `read_csv`."""

    path: str
    names: tuple[str, ...] | None = None
    delimiter: str = ","
    na_values: frozenset[str] = frozenset(NA_VALUES)
    types: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8-sig"
    comment: str | None = None

    @classmethod
    def at(
        cls,
        path: str | PathLike[str],
        *,
        names: Sequence[str] | None,
        delimiter: str,
        na_values: Sequence[str],
        types: Mapping[str, str] | None,
        encoding: str,
        comment: str | None,
    ) -> Self:
        """Return the file at a path, to be read as `read_csv` was told."""
        listed = None if names is None else tuple(names)
        missing, told = frozenset(na_values), dict(types or {})
        return cls(fspath(path), listed, delimiter, missing, told, encoding, comment)

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The names of the columns, checked."""
        names = self.names
        if names is None:
            names = next((tuple(line) for line in self._lines() if line), ())
        if not names:
            raise DataError(f"The file {self.path!r} must begin with the names of its columns.")
        twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
        if twice:
            raise DataError(f"Column names must differ, got {twice[0]!r} twice in {self.path!r}.")
        for name, kind in self.types.items():
            if name not in names:
                raise unknown("column in `types`", name, names)
            one_of(tuple(_READ), **{f"types[{name!r}]": kind})
        return names

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The type of each column, for which the file is walked once."""
        names = self.header
        kinds, gaps = [""] * len(names), [False] * len(names)
        for columns in self._blocks(_BLOCK):
            for i, cells in enumerate(columns):
                there = [cell for cell in cells if cell not in self.na_values]
                gaps[i] |= len(there) < len(cells)
                kinds[i] = _wider(kinds[i], there)
        if not any(kinds) and not any(gaps):
            raise DataError(f"The file {self.path!r} must have at least one row, got 0 rows.")
        found = map(_final, kinds, gaps)
        return dict(zip(names, found, strict=True)) | dict(self.types)

    def tables(self, rows: int = _BLOCK) -> Iterator[Table]:
        """Yield tables of so many rows."""
        kinds = self.kinds
        for columns in self._blocks(rows):
            cells_by_name = zip(self.header, columns, strict=True)
            arrays = {name: self._convert(name, kinds[name], c) for name, c in cells_by_name}
            yield Table(arrays, len(columns[0]))

    def _blocks(self, rows: int) -> Iterator[list[tuple[str, ...]]]:
        """Yield the cells of so many rows at a time, column by column."""
        lines = self._rows()
        while block := list(islice(lines, rows)):
            yield list(zip(*block, strict=True))

    def _rows(self) -> Iterator[list[str]]:
        width, first = len(self.header), 1
        lines = self._lines()
        if self.names is None:
            next(line for line in lines if line)
        rows = (line or [""] for line in lines) if width == 1 else filter(None, lines)
        for number, line in enumerate(rows, first):
            if len(line) != width:
                raise DataError(
                    f"Each row must have {width} cells, but row {number} of {self.path!r} has "
                    f"{len(line)}: {self.delimiter.join(line)!r:.80}."
                )
            yield line

    def _lines(self) -> Iterator[list[str]]:
        with Path(self.path).open(encoding=self.encoding, newline="") as file:
            lines = csv.reader(file, delimiter=self.delimiter, skipinitialspace=True)
            mark = self.comment
            yield from (line for line in lines if not (mark and line and line[0].startswith(mark)))

    def _convert(self, name: str, kind: str, cells: tuple[str, ...]) -> np.ndarray:
        try:
            return _READ[kind](cells, self.na_values)
        except (ValueError, KeyError, OverflowError):
            wrong = next(cell for cell in cells if not _reads(cell, kind, self.na_values))
        what = "is missing" if wrong in self.na_values else f"is {wrong!r}"
        raise DataError(
            f"Column {name!r} of {self.path!r} must be of type {kind!r}, but a cell {what}. "
            f"Leave {name!r} out of `types`, or give it another type."
        )


def _wider(kind: str, cells: list[str]) -> str:
    """Return the narrowest type that is at least as wide as `kind` and fits all of the cells."""
    if not cells or kind == "text":
        return kind
    return next((wider for wider in _WIDER[kind] if _FITS[wider](cells)), "text")


def _final(kind: str, gaps: bool) -> str:
    return "float" if kind == "" or (gaps and kind in {"bool", "int"}) else kind


def _is_truth(cells: list[str]) -> bool:
    return _TRUTH.keys() >= set(cells)


def _is_whole(cells: list[str]) -> bool:
    return _parses(int, cells)


def _is_number(cells: list[str]) -> bool:
    return _parses(float, cells)


def _parses(parse: Callable[[str], float], cells: list[str]) -> bool:
    try:
        deque(map(parse, cells), maxlen=0)
    except ValueError:
        return False
    return not _NO_NUMBER.search("\0".join(cells))


def _reads(cell: str, kind: str, missing: frozenset[str]) -> bool:
    try:
        _READ[kind]((cell,), missing)
    except (ValueError, KeyError, OverflowError):
        return False
    return True


def _truths(cells: Sequence[str], missing: frozenset[str]) -> np.ndarray:
    del missing  # a missing truth makes a column of floats
    return np.array([_TRUTH[cell] for cell in cells])


def _wholes(cells: Sequence[str], missing: frozenset[str]) -> np.ndarray:
    del missing
    return np.array(list(map(int, cells)), "int64")


def _floats(cells: Sequence[str], missing: frozenset[str]) -> np.ndarray:
    truths = _TRUTH
    return np.array(
        [np.nan if c in missing else truths[c] if c in truths else float(c) for c in cells],
        "float64",
    )


def _texts(cells: Sequence[str], missing: frozenset[str]) -> np.ndarray:
    known: dict[str, str] = {}  # equal texts share their memory
    texts = ("" if cell in missing else known.setdefault(cell, cell) for cell in cells)
    return np.fromiter(texts, object, len(cells))


_WIDER = {
    "": ("bool", "int", "float"),
    "bool": ("bool",),
    "int": ("int", "float"),
    "float": ("float",),
}
_FITS: dict[str, Callable[[list[str]], bool]] = {
    "bool": _is_truth,
    "int": _is_whole,
    "float": _is_number,
}
_READ: dict[str, Callable[[Sequence[str], frozenset[str]], np.ndarray]] = {
    "bool": _truths,
    "float": _floats,
    "int": _wholes,
    "text": _texts,
}
