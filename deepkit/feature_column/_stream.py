"""Walk data that is larger than memory, table by table."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from os import PathLike

import numpy as np

from deepkit.columns import NA_VALUES, CsvFile, Table, as_table, is_ragged, is_text, join
from deepkit.errors import DataError, whole
from deepkit.typing import Tensor

_ROWS_OF_A_FILE = 1024


def stream(
    source: str | PathLike[str] | Iterable[Tensor] | Callable[[], Iterable[Tensor]],
    batch_size: int | None = None,
    *,
    names: Sequence[str] | None = None,
    delimiter: str = ",",
    na_values: Sequence[str] = NA_VALUES,
    types: Mapping[str, str] | None = None,
    encoding: str = "utf-8-sig",
    comment: str | None = None,
) -> "TableStream":
    """Walk a file or batches as tables, as often as asked, without holding them in memory.

    All tables have the columns of the first, in its order. Those of a file have the types that
    `read_csv` would give them: they are found by one walk over all of it, and kept.

    Args:
        source: the path of a file of comma-separated values; an iterable of batches, each of them
            anything that `as_table` takes; or a function that returns such an iterable, so that a
            generator can be walked more than once.
        batch_size: rows in a table, the last one may have fewer. If None, 1024 of a file, and the
            batches of an iterable as they come.
        names: of the columns of a file that has no first line with them.
        delimiter: what stands between two cells of a file.
        na_values: cells of a file that are missing values.
        types: `"bool"`, `"int"`, `"float"` or `"text"` by column of a file, for those not to be
            inferred.
        encoding: of a file.
        comment: what lines of a file begin with that do not count.

    Raises:
        ValueError: if `batch_size` is no positive whole number.
        TypeError: if the source is none of these.

    Example:
        >>> from deepkit.feature_column import stream
        >>> tables = stream([{"age": [39, 50]}, {"age": [38]}], batch_size=1)
        >>> [table["age"].tolist() for table in tables]
        [[39], [50], [38]]
    """
    if batch_size is not None:
        whole(batch_size=batch_size)
    if isinstance(source, str | PathLike):
        file = CsvFile.at(
            source,
            names=names,
            delimiter=delimiter,
            na_values=na_values,
            types=types,
            encoding=encoding,
            comment=comment,
        )
        return TableStream(lambda: file.tables(batch_size or _ROWS_OF_A_FILE), None)
    if not (callable(source) or hasattr(source, "__iter__")):
        raise TypeError(
            "`source` must be a path, an iterable of batches or a function that returns one, got "
            f"{type(source).__name__}."
        )
    return TableStream(source, batch_size)


class TableStream:
    """Tables that are made while they are walked; `stream` returns one.

    Args:
        source: batches, or a function that returns them.
        batch_size: rows in a table, or None to leave the batches as they are.
    """

    def __init__(
        self, source: Iterable[Tensor] | Callable[[], Iterable[Tensor]], batch_size: int | None
    ) -> None:
        self._source = source
        self._size = batch_size
        self._first: Table | None = None
        self._used_up = False

    def __iter__(self) -> Iterator[Table]:
        if self._used_up:
            raise DataError(
                "The batches come from a generator, which can be walked once only. Pass a function "
                "that returns a new one: `stream(make_batches)`."
            )
        source = self._source() if callable(self._source) else self._source
        self._used_up = source is self._source and isinstance(source, Iterator)
        tables = self._tables(source)
        return tables if self._size is None else _cut(tables, self._size)

    def _tables(self, source: Iterable[Tensor]) -> Iterator[Table]:
        number = -1
        for number, batch in enumerate(source):
            try:
                table = as_table(batch)
                yield self._like_first(table)
            except (DataError, TypeError) as error:
                error.add_note(f"in batch {number} of the stream")
                raise
        if number < 0:
            raise DataError("The stream must yield at least one batch, got none.")

    def _like_first(self, table: Table) -> Table:
        """Return the table with the columns, order and types of the first one."""
        first = self._first
        if first is None:
            self._first = table.take(slice(1))
            return table
        extra = [name for name in table if name not in first]
        if extra:
            raise DataError(
                f"Column {extra[0]!r} was not in the first batch. All must have the same columns."
            )
        columns = {name: _alike(name, table[name], first[name]) for name in first}
        for name in first:
            if (
                columns[name].dtype == object and first[name].dtype != object
            ):  # its first row told nothing
                first.columns[name] = columns[name][:1]
        return Table(columns, table.rows, table.matrix, table.dates)


def _alike(name: str, column: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Give a column the type of its twin in the first table, where nothing is lost by it."""
    if column.dtype == first.dtype or is_ragged(column) or is_ragged(first):
        return column
    if column.dtype == object or first.dtype == object:
        blank = column if first.dtype == object else first
        if blank.dtype.kind != "f" or not np.isnan(blank).all():
            kinds = ["text" if is_text(array) else "numbers" for array in (first, column)]
            raise DataError(f"Column {name!r} held {kinds[0]} at first, and now {kinds[1]}.")
        return column if blank is first else np.full(column.shape, "", object)
    with np.errstate(invalid="ignore"):  # NaN is no whole number: then it stays a float
        cast = column.astype(first.dtype)
    return cast if np.array_equal(cast, column, equal_nan=first.dtype.kind == "f") else column


def _cut(tables: Iterator[Table], size: int) -> Iterator[Table]:
    """Yield tables of `size` rows from tables of any size."""
    held: list[Table] = []
    for table in tables:
        held.append(table)
        if sum(part.rows for part in held) < size:
            continue
        rows = join(held)
        ends = rows.rows - rows.rows % size
        yield from (rows.take(slice(start, start + size)) for start in range(0, ends, size))
        held = [rows.take(slice(ends, None))] if ends < rows.rows else []
    if held:
        yield join(held)
