"""Columns of categories that are numbered already."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from deepkit.columns._categorical import (
    LARGEST,
    KeyedColumn,
    default_id,
    missing_policy,
    unseen_policy,
)
from deepkit.columns._column import offending, rows_of, text
from deepkit.columns._reading import Reading
from deepkit.errors import DataError, whole


@dataclass(frozen=True, repr=False)
class IdentityColumn(KeyedColumn):
    """Categories that are ids; made by `categorical_column_with_identity`."""

    _kind: ClassVar[str] = "identity"
    _needs: ClassVar[str] = "whole numbers"

    buckets: int = 1
    default_value: int | None = None
    unseen: str = "error"

    @property
    def known_buckets(self) -> int:
        return self.buckets + (self.unseen == "own")

    def find(self, entries: np.ndarray, reading: Reading) -> np.ndarray:
        if entries.dtype == object:
            present = entries[entries != ""]
            if present.size:
                raise self.mistyped(present.tolist())
            return np.full(entries.shape, -1, np.int64)
        wrong = (entries < -1) | (entries >= self.buckets)
        if not wrong.any():
            return entries.copy()
        if self.default_value is not None:
            return np.where(wrong, self.default_value, entries)
        if self.unseen == "error":
            raise DataError(
                f"Column {self.key!r} must hold whole numbers from 0 to {self.buckets - 1}, got "
                f"{offending(entries[wrong])} in {rows_of(wrong)}. Raise `num_buckets`, or say by "
                "`default_value` or `unseen` what becomes of others."
            )
        return np.where(wrong, self.buckets if self.unseen == "own" else -1, entries)


def categorical_column_with_identity(
    key: str,
    num_buckets: int,
    default_value: int | None = None,
    *,
    missing: str = "ignore",
    unseen: str | None = None,
) -> IdentityColumn:
    """Make a column of categories that are numbers from 0 to `num_buckets - 1`.

    -1, NaN and None are missing. Other numbers outside the range are an error, unless
    `default_value` or `unseen` says otherwise: in TensorFlow it depended on what used the column.

    Args:
        key: the column of the data.
        num_buckets: how many categories there are.
        default_value: the category that numbers outside the range become.
        missing: what becomes of rows without a value: `"ignore"`, they have no category;
            `"error"`; or `"own"`, one more category, the last.
        unseen: what becomes of numbers outside the range: `"error"`, `"ignore"`, or `"own"`, one
            more category after those that are known.

    Shapes:
        data (n,), (n, k) or lists of different lengths; encoded int32 (n, k), -1 for none.

    Raises:
        ValueError: if an argument is none of these, or two of them contradict.

    Example:
        >>> from deepkit import feature_column as fc
        >>> column = fc.categorical_column_with_identity("month", 12)
        >>> fc.Encoder([column]).encode({"month": [3, -1, 11]})["month"].tolist()
        [[3], [-1], [11]]
    """
    buckets = whole(num_buckets=num_buckets)
    if buckets > LARGEST:
        raise ValueError(f"`num_buckets` must be at most {LARGEST}, got {buckets}.")
    default_id(default_value, buckets)
    return IdentityColumn(
        key=text(key),
        missing=missing_policy(missing),
        buckets=buckets,
        default_value=default_value,
        unseen=unseen_policy(unseen, "error", default_value),
    )
