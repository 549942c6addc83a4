"""Encode tables: from what people store to arrays of numbers that a model computes with."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self, TypeVar

import numpy as np

from deepkit.columns._column import FeatureColumn, Spec, rows_of, unlearned, walk
from deepkit.columns._config import KINDS, Kinds, columns_from, config_of
from deepkit.columns._reading import Reading
from deepkit.columns._sequence import MASK
from deepkit.columns._table import Table, as_table
from deepkit.errors import DataError
from deepkit.typing import Config, Tensor

Column = TypeVar("Column", bound=FeatureColumn)


@dataclass(frozen=True)
class Encoder:
    """What `feature_column.Encoder` is without the inputs of models: tables become arrays."""

    _kinds: ClassVar[Kinds] = KINDS

    columns: tuple[FeatureColumn, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", check_columns(self.columns))
        for column in walk(self.columns):
            if not column.resolved and all(parent.resolved for parent in column.parents):
                raise unlearned(column, " or ".join(column.learned()) or "statistics")
        _ = self.specs  # finds arrays of the same name

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of the data that it reads."""
        return tuple(dict.fromkeys(key for column in self.columns for key in column.keys))

    @cached_property
    def specs(self) -> dict[str, Spec]:
        """What the encoded arrays are like, by key."""
        found: dict[str, Spec] = {}
        for leaf in self._leaves:
            for key, spec in leaf.specs.items():
                if key in found and key != MASK:
                    raise ValueError(
                        f"Two different columns are called {key!r}. Give one of them a copy of "
                        "the data's column under another name."
                    )
                found[key] = spec
        return found

    def encode(self, table: Table | Tensor) -> dict[str, np.ndarray]:
        """Return the arrays that stand for the rows of a table, by key.

        Args:
            table: a table, or whatever `as_table` takes; columns that are not asked for are
                ignored.

        Raises:
            DataError: if a column is missing, or holds what it cannot stand for; the message names
                the column and the first such values.
        """
        reading = Reading(table if isinstance(table, Table) else as_table(table), self._tools)
        arrays: dict[str, np.ndarray] = {}
        for leaf in self._leaves:
            for key, array in leaf.encode(reading).items():
                if key == MASK and key in arrays:
                    _check_lengths(arrays[key], array, leaf)
                arrays[key] = array
        return arrays

    def leaves(self) -> "Encoder":
        """Return an encoder of the same arrays, which knows nothing of what is trained on them."""
        return Encoder(self._leaves)

    def resolved(self, column: Column) -> Column:
        """Return the twin of a column, or of a part of one, with everything filled in.

        Args:
            column: as it was given to `learn`.

        Raises:
            ValueError: if there is none.
        """
        found = [twin for twin in self._twins.get(column.name, ()) if column.became(twin)]
        if not found:
            known = ", ".join(repr(known.name) for known in self.columns)
            raise ValueError(f"Column {column!r} is not of this encoder, which has {known}.")
        return found[0]

    def describe(self) -> list[dict[str, Any]]:
        """Return the name, kind, keys and what was learned of each column and part of one."""
        return [
            {"name": c.name, "kind": c._kind, "keys": c.keys, "learned": c.learned()}
            for c in dict.fromkeys(walk(self.columns))
        ]

    def get_config(self) -> Config:
        """Return the columns in plain values that JSON can hold.

        Raises:
            ValueError: if a column holds a function.
        """
        return config_of(self.columns)

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Make an encoder of what `get_config` returned.

        Args:
            config: what it returned.

        Raises:
            ValueError: if it names a kind of column, or an option, that there is not.
        """
        return cls(columns_from(config, cls._kinds))

    @cached_property
    def _leaves(self) -> tuple[FeatureColumn, ...]:
        return tuple(dict.fromkeys(leaf for column in self.columns for leaf in column.leaves))

    @cached_property
    def _tools(self) -> dict[Hashable, Any]:
        return {}

    @cached_property
    def _twins(self) -> dict[str, list[Any]]:
        twins: dict[str, list[Any]] = {}
        for part in dict.fromkeys((*self.columns, *walk(self.columns))):
            twins.setdefault(part.name, []).append(part)
        return twins

    def __getstate__(self) -> dict[str, Any]:
        return {"columns": self.columns}


def check_columns(columns: Any) -> tuple[FeatureColumn, ...]:
    """Return columns without repetitions.

    Raises:
        ValueError: if there are none, one is no feature column, or two differ under one name.
    """
    if isinstance(columns, FeatureColumn | str) or not isinstance(columns, Iterable):
        raise ValueError(f"`columns` must be a list of feature columns, got {columns!r}.")
    unique = tuple(dict.fromkeys(columns))
    if not unique:
        raise ValueError("`columns` must hold at least one feature column, got none.")
    names: dict[str, FeatureColumn] = {}
    for column in unique:
        if not isinstance(column, FeatureColumn):
            raise ValueError(f"`columns` must hold feature columns, got {column!r}.")
        other = names.setdefault(column.name, column)
        if other is not column:
            raise ValueError(
                f"Two different columns are called {column.name!r}: {other!r} and {column!r}."
            )
    return unique


def _check_lengths(mask: np.ndarray, other: np.ndarray, column: FeatureColumn) -> None:
    lengths, others = mask.sum(axis=1), other.sum(axis=1)
    if (wrong := lengths != others).any():
        row = int(np.flatnonzero(wrong)[0])
        raise DataError(
            f"Sequences of a row must have one length, but column {column.name!r} has "
            f"{others[row]} steps where another has {lengths[row]}, in {rows_of(wrong)}."
        )
