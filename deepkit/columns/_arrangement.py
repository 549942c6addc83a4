"""What data was like that something was learned from, so that later data can be brought to it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deepkit.columns._table import Table
from deepkit.errors import DataError

ARRAY = "x"
"""The name of the one column that a plain two-dimensional array becomes."""


@dataclass(frozen=True)
class Arrangement:
    """Columns by name, or a matrix; data that comes the other way is turned round.

    Args:
        names: of the columns that were learned from; None for a matrix.
        width: how many there were.
        keys: those that are read.
        owner: what it is called that learned, for messages.
        alone: whether a matrix may stand for the one column that is read, whatever its name.
    """

    names: tuple[str, ...] | None
    width: int
    keys: tuple[str, ...]
    owner: str
    alone: bool = False

    def fit(self, table: Table) -> Table:
        """Return a table with the columns that were learned from.

        Args:
            table: the columns.

        Raises:
            DataError: if there are more or fewer columns.
        """
        if self.alone:
            return self._alone(table)
        if table.matrix:
            return self._from_matrix(table)
        was_matrix = self.names is None and bool(self.keys)  # baselines read nothing
        if was_matrix and not (table.names == (ARRAY,) and table[ARRAY].ndim == 2):
            return self._to_matrix(table)
        return table

    def _alone(self, table: Table) -> Table:
        is_there = any(key in table for key in self.keys)
        if self.names is None and not table.matrix and not is_there:
            table = self._to_matrix(table)
        return called(self._from_matrix(table), self.keys) if table.matrix else table

    def _from_matrix(self, table: Table) -> Table:
        if self.names == (ARRAY,):  # a matrix that was learned from under this name
            return table
        self._check_width(table[ARRAY].shape[1])
        if self.names is None:
            return table
        columns = {name: table[ARRAY][:, i] for i, name in enumerate(self.names)}
        return Table(columns, table.rows)

    def _to_matrix(self, table: Table) -> Table:
        self._check_width(len(table.names))
        columns: list[np.ndarray] = []
        for name in table.names:
            try:
                columns.append(table[name].astype(np.float64).reshape(table.rows))
            except (TypeError, ValueError):
                shown = table[name].ravel().tolist()[0]
                raise DataError(f"Column {name!r} must hold numbers, got {shown!r}.") from None
        return Table({ARRAY: np.stack(columns, 1)}, table.rows, True)

    def _check_width(self, found: int) -> None:
        if found != self.width:
            raise DataError(
                f"X has {found} features, but {self.owner} is expecting {self.width} "
                "features as input."
            )


def called(table: Table, keys: Sequence[str]) -> Table:
    """Return a matrix as the one column that is read, if there is but one.

    Args:
        table: the columns.
        keys: what is read.
    """
    if not table.matrix or len(keys) != 1 or keys[0] in table:
        return table
    return Table({keys[0]: table[ARRAY]}, table.rows)
