"""Columns of numbers that are put into buckets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from deepkit.columns._categorical import CategoricalColumn
from deepkit.columns._column import DenseColumn, FeatureColumn, unlearned
from deepkit.columns._numeric import NumericColumn
from deepkit.columns._reading import Reading
from deepkit.errors import whole


@dataclass(frozen=True, repr=False)
class BucketizedColumn(DenseColumn, CategoricalColumn):
    """Numbers by the bucket they are in; made by `bucketized_column`."""

    _kind: ClassVar[str] = "bucketized"
    _open: ClassVar[tuple[str, ...]] = ("boundaries",)
    _sources: ClassVar[tuple[str, ...]] = ("source_column",)

    source_column: NumericColumn
    boundaries: tuple[float, ...] | None = None
    wanted: int | None = None

    @property
    def name(self) -> str:
        return f"{self.source_column.name}_bucketized"

    @property
    def keys(self) -> tuple[str, ...]:
        return self.source_column.keys

    @property
    def resolved(self) -> bool:
        return self.boundaries is not None and self.source_column.resolved

    @property
    def leaves(self) -> tuple[FeatureColumn, ...]:
        return (self,)

    @property
    def buckets(self) -> int:
        """How many buckets each number of a row has."""
        if self.boundaries is None:
            raise unlearned(self, "boundaries")
        return len(self.boundaries) + 1

    @property
    def num_buckets(self) -> int:
        return self.buckets * self.source_column.size

    @property
    def width(self) -> int:
        return self.source_column.size

    def learned(self) -> dict[str, object]:
        return {"boundaries": self.boundaries}

    def prepare(self) -> tuple[np.ndarray, np.ndarray]:
        first = self.buckets * np.arange(self.width)
        return np.array(self.boundaries, np.float32), first

    def ids(self, reading: Reading) -> np.ndarray:
        boundaries, first = reading.tools(self)
        # Compared in float32, so that 0.7 is in the bucket that begins at 0.7 in any precision.
        numbers = self.source_column.numbers(reading, keep_missing=self.source_column.indicates)
        numbers = numbers.astype(np.float32)
        ids = np.searchsorted(boundaries, numbers, side="right") + first
        return np.where(np.isnan(numbers), -1, ids) if self.source_column.indicates else ids


def bucketized_column(
    source_column: FeatureColumn,
    boundaries: Sequence[float] | np.ndarray | None = None,
    *,
    num_buckets: int | None = None,
) -> BucketizedColumn:
    """Make a column of the buckets that numbers are in: `id = |{b in boundaries: b <= x}|`.

    Boundaries 0 and 10 make the buckets x < 0, 0 <= x < 10 and 10 <= x. Without boundaries `learn`
    takes quantiles of the data, by sample weight, so that the buckets are about equally full; equal
    ones become one. The column can be used as categories and as a dense one-hot vector. What is
    missing is up to the source; after its `missing="indicator"` it is in no bucket.

    Args:
        source_column: a numeric column; its normalized numbers are compared.
        boundaries: rising numbers; None to learn them.
        num_buckets: how many buckets to learn, at least 2; 10 if None.

    Shapes:
        data (n, *shape); encoded int32 (n, size), where the ids of number j of a row are from
        `j * (len(boundaries) + 1)`; dense (n, size * (len(boundaries) + 1)).

    Raises:
        ValueError: if the source is not numeric, the boundaries do not rise, or both they and
            `num_buckets` are given.

    Example:
        >>> from deepkit import feature_column as fc
        >>> age = fc.bucketized_column(fc.numeric_column("age"), [18, 65])
        >>> fc.Encoder([age]).encode({"age": [17, 18, 90]})["age_bucketized"].tolist()
        [[0], [1], [2]]
    """
    if not isinstance(source_column, NumericColumn):
        raise ValueError(f"`source_column` must be a numeric column, got {source_column!r}.")
    if boundaries is None:
        wanted = 10 if num_buckets is None else whole(at_least=2, num_buckets=num_buckets)
        return BucketizedColumn(source_column, None, wanted)
    if num_buckets is not None:
        raise ValueError(
            f"`num_buckets` is for boundaries that are learned, got {num_buckets} and boundaries."
        )
    return BucketizedColumn(source_column, _rising(boundaries, source_column.key))


def _rising(boundaries: Sequence[float] | np.ndarray, key: str) -> tuple[float, ...]:
    try:
        numbers = np.asarray(boundaries, np.float64)
        rises = numbers.ndim == 1 and numbers.size > 0 and bool((np.diff(numbers) > 0).all())
    except (TypeError, ValueError):
        numbers, rises = np.zeros(0), False
    if not rises or not np.isfinite(numbers).all():
        raise ValueError(
            f"`boundaries` of column {key!r} must be numbers that rise, got {boundaries!r}."
        )
    return tuple(numbers.tolist())
