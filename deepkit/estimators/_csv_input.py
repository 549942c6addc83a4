"""Input functions of files that need not fit into memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from os import PathLike

import numpy as np

from deepkit.errors import DataError, whole
from deepkit.feature_column import Table, TableStream, stream


def csv_input_fn(
    path: str | PathLike[str],
    target_column: str | None = None,
    batch_size: int = 128,
    num_epochs: int | None = 1,
    shuffle: int = 0,
    *,
    seed: int = 0,
    names: Sequence[str] | None = None,
    delimiter: str = ",",
    types: Mapping[str, str] | None = None,
) -> Callable[[], Iterator[object]]:
    r"""Make an input function of a file of comma-separated values, read batch by batch.

    Args:
        path: of the file.
        target_column: the column of the labels; None if there is none, to predict.
        batch_size: rows in a batch.
        num_epochs: how often each row comes; None for without end.
        shuffle: how many rows are held in memory and come in a random order; 0 for the file's.
        seed: of the orders.
        names: of the columns of a file that has no first line with them.
        delimiter: what stands between two cells.
        types: `"bool"`, `"int"`, `"float"` or `"text"` by column, for those not to be inferred.

    Raises:
        DataError: while reading, if the file has no such column or a line is broken.
        ValueError: if a size is out of range.

    Example:
        >>> import pathlib, tempfile
        >>> from deepkit import estimators
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "people.csv")
        ...     _ = path.write_text("age,job,paid\n39,clerk,0\n50,guard,1\n38,clerk,0\n")
        ...     input_fn = estimators.csv_input_fn(path, "paid", batch_size=2)
        ...     [labels.tolist() for features, labels in input_fn()]
        [[0, 1], [0]]
    """
    whole(batch_size=batch_size)
    whole(at_least=0, shuffle=shuffle)
    if num_epochs is not None:
        whole(num_epochs=num_epochs)
    tables = stream(
        path,
        # What is held in memory is whole batches, so that only the last one of an epoch is short.
        batch_size * max(1, -(-shuffle // batch_size)),
        names=names,
        delimiter=delimiter,
        types=types,
    )

    def input_fn() -> Iterator[object]:
        for epoch in count() if num_epochs is None else range(num_epochs):
            order = np.random.default_rng([seed, epoch]) if shuffle else None
            for batch in _batches(tables, batch_size, order):
                yield batch if target_column is None else _parted(batch, target_column)

    return input_fn


def _batches(tables: TableStream, size: int, order: np.random.Generator | None) -> Iterator[Table]:
    for table in tables:
        rows = np.arange(table.rows) if order is None else order.permutation(table.rows)
        for first in range(0, table.rows, size):
            yield table.take(rows[first : first + size])


def _parted(table: Table, target_column: str) -> tuple[Table, np.ndarray]:
    labels = table[target_column]
    if labels.dtype == object and "" in labels:
        raise DataError(f"Column {target_column!r} holds the labels, and misses some.")
    return table.without(target_column), labels
