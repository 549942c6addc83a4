"""The raw columns of data, one by one, whether they have names or are those of a matrix."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from deepkit.feature_column import FeatureColumn, Table, WeightedCategoricalColumn


@dataclass(frozen=True)
class Feature:
    """A raw column.

    Args:
        name: what a reader knows it by.
        key: the column of the table.
        place: which column of a matrix it is; None for one with a name.
        others: columns of the table whose lists have as many values in each row.
    """

    name: str
    key: str
    place: int | None = None
    others: tuple[str, ...] = ()

    def read_by(self, keys: tuple[str, ...]) -> bool:
        """Tell whether it is among the columns that an encoder reads.

        Args:
            keys: names of columns of tables.
        """
        return self.key in keys or (self.place is not None and self.name in keys)

    def shuffled(self, table: Table, order: np.ndarray) -> Table:
        """Return a table in which only this column, and those tied to it, have another order.

        Args:
            table: the columns.
            order: the places of the rows.
        """
        if self.place is None:
            changed = {key: table[key][order] for key in (self.key, *self.others)}
        else:
            matrix = table[self.key].copy()
            matrix[:, self.place] = matrix[order, self.place]
            changed = {self.key: matrix}
        return Table({**table.columns, **changed}, table.rows, table.matrix)


def features_of(table: Table, without: str | None = None) -> list[Feature]:
    """Return the raw columns of a table; those of a matrix are called x0, x1...

    Args:
        table: the columns.
        without: a column that is no feature.
    """
    if table.matrix:
        [key] = table.names
        return [Feature(f"{key}{place}", key, place) for place in range(table[key].shape[1])]
    return [Feature(name, name) for name in table.names if name != without]


def tied(features: list[Feature], table: Table, columns: Iterable[FeatureColumn]) -> list[Feature]:
    """Return features of which those that must have lists of one length are one.

    Args:
        features: of the table.
        table: the columns.
        columns: of an encoder: sequences, and categories with weights, tie columns of the data.
    """
    groups: list[set[str]] = []
    leaves = [leaf for column in columns for leaf in column.leaves]
    found = [{key for leaf in leaves if leaf.is_sequence for key in leaf.keys}]
    found += [set(leaf.keys) for leaf in leaves if isinstance(leaf, WeightedCategoricalColumn)]
    for keys in ({key for key in group if _is_of_lists(table[key])} for group in found):
        apart = [group for group in groups if not group & keys]
        groups = [*apart, keys.union(*(group for group in groups if group & keys))]
    group_of = {key: group for group in groups for key in group}
    merged: dict[frozenset[str], Feature] = {}
    for feature in features:
        group = frozenset(group_of.get(feature.key, ())) or frozenset([feature.name])
        first = merged.get(group)
        if first is None:
            merged[group] = feature
        else:
            name, others = f"{first.name} + {feature.name}", (*first.others, feature.key)
            merged[group] = Feature(name, first.key, None, others)
    return list(merged.values())


def _is_of_lists(column: np.ndarray) -> bool:
    return column.ndim > 1 or (column.dtype == object and isinstance(column[0], list))
