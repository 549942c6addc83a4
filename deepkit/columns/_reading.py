"""One reading of a table: each input column is looked at once, however many columns use it."""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

import numpy as np

from deepkit.columns._entries import entries_of
from deepkit.columns._steps import Steps, steps_of
from deepkit.columns._table import Table

if TYPE_CHECKING:
    from deepkit.columns._column import FeatureColumn


class Reading:
    """A table, and what has been read of it.

    Args:
        table: the rows.
        tools: what columns prepared once for all readings, by `id` of the column.
    """

    def __init__(self, table: Table, tools: dict[Hashable, Any] | None = None) -> None:
        self.table = table
        self._tools: dict[Hashable, Any] = {} if tools is None else tools
        self._read: dict[Hashable, Any] = {}

    def tools(self, column: "FeatureColumn") -> Any:
        """Return what the column prepared."""
        found = self._tools.get(id(column))
        if found is None:
            found = self._tools[id(column)] = column.prepare()
        return found

    def entries(self, key: str) -> np.ndarray:
        """Return an input column as categories (n, k), see `entries_of`."""
        return self.once(("entries", key), lambda: entries_of(self.table[key], key))

    def steps(self, key: str, categories: bool) -> Steps:
        """Return an input column as sequences, of categories or of numbers."""
        what = ("steps", key, categories)
        return self.once(what, lambda: steps_of(self.table[key], key, categories))

    def once(self, what: Hashable, read: Callable[[], Any]) -> Any:
        """Return what `read` returned at the first call for `what`."""
        found = self._read.get(what)
        if found is None:
            found = self._read[what] = read()
        return found
