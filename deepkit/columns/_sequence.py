"""Columns of sequences: in each row a list of steps."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from deepkit.columns._categorical import CategoricalColumn, KeyedColumn
from deepkit.columns._column import DenseColumn, FeatureColumn, Spec, rows_of
from deepkit.columns._entries import Entry
from deepkit.columns._hashed import categorical_column_with_hash_bucket
from deepkit.columns._identity import categorical_column_with_identity
from deepkit.columns._numbers import numbers_of
from deepkit.columns._numeric import NumericColumn, numeric_column
from deepkit.columns._reading import Reading
from deepkit.columns._steps import step_entries
from deepkit.columns._table import Table
from deepkit.columns._vocabulary import (
    categorical_column_with_vocabulary_file,
    categorical_column_with_vocabulary_list,
)
from deepkit.errors import DataError

MASK = "sequence_mask"
_MASK_SPEC = Spec((None,), "bool")


@dataclass(frozen=True, repr=False)
class SequenceCategoricalColumn(CategoricalColumn):
    """Sequences of categories; made by the `sequence_categorical_column_...` functions."""

    _kind: ClassVar[str] = "sequence_categorical"
    _sources: ClassVar[tuple[str, ...]] = ("categorical_column",)

    categorical_column: KeyedColumn

    @property
    def name(self) -> str:
        return self.categorical_column.name

    @property
    def is_sequence(self) -> bool:
        return True

    @property
    def num_buckets(self) -> int:
        return self.categorical_column.num_buckets

    @property
    def leaves(self) -> tuple[FeatureColumn, ...]:
        return (self,)

    @property
    def specs(self) -> dict[str, Spec]:
        ids = Spec((None, None), "int32", self.num_buckets)
        return {self.name: ids, MASK: _MASK_SPEC}

    def encode(self, reading: Reading) -> dict[str, np.ndarray]:
        steps = reading.steps(self.categorical_column.key, categories=True)
        return {**super().encode(reading), MASK: steps.mask}

    def ids(self, reading: Reading) -> np.ndarray:
        """Return the ids (n, t, k) as int64; -1 is none."""
        column = self.categorical_column
        steps = reading.steps(column.key, categories=True)
        return steps.spread(column.identify(step_entries(steps, column.key), reading), -1)


@dataclass(frozen=True, repr=False)
class SequenceNumericColumn(DenseColumn):
    """Sequences of numbers; made by `sequence_numeric_column`."""

    _kind: ClassVar[str] = "sequence_numeric"
    _sources: ClassVar[tuple[str, ...]] = ("numeric_column",)

    numeric_column: NumericColumn
    default_value: float = 0.0

    @property
    def name(self) -> str:
        return self.numeric_column.name

    @property
    def is_sequence(self) -> bool:
        return True

    @property
    def leaves(self) -> tuple[FeatureColumn, ...]:
        return (self,)

    @property
    def specs(self) -> dict[str, Spec]:
        return {self.name: Spec((None, *self.numeric_column.shape), "float32"), MASK: _MASK_SPEC}

    def encode(self, reading: Reading) -> dict[str, np.ndarray]:
        column = self.numeric_column
        steps = reading.steps(column.key, categories=False)
        raw = numbers_of(steps.values, column.key, column.shape)
        numbers = column.finish(raw, reading.tools(column)).reshape(-1, *column.shape)
        spread = steps.spread(numbers.astype(np.float32), self.default_value)
        return {self.name: spread, MASK: steps.mask}


def sequence_numeric_column(
    key: str,
    shape: Sequence[int] | int = (1,),
    default_value: float = 0.0,
    dtype: Any = "float32",
    normalizer_fn: Callable[[Any], Any] | None = None,
    *,
    normalizer: str | Callable[[Any], Any] | None = None,
    missing: str | float = "error",
) -> SequenceNumericColumn:
    """Make a column of sequences of numbers.

    Args:
        key: the column of the data: a list of steps per row, or an array (n, t, *shape) whose
            last steps may be NaN where a row has fewer.
        shape: the sizes of each step.
        default_value: what the encoded array holds after the last step of a row.
        dtype: of the data; encoded it is float32.
        normalizer_fn: a function of an array (steps, *shape) that keeps its shape.
        normalizer: as of `numeric_column`; all steps of all rows are learned from.
        missing: what becomes of NaN within a sequence: `"error"`, `"mean"` or a number.

    Shapes:
        encoded float32 (n, t, *shape), t a power of two not below the longest sequence, beside the
        bool array `"sequence_mask"` (n, t).

    Raises:
        ValueError: if an argument is none of these.

    Example:
        >>> from deepkit import feature_column as fc
        >>> encoder = fc.Encoder([fc.sequence_numeric_column("pulse")])
        >>> arrays = encoder.encode({"pulse": [[70, 80], [60]]})
        >>> arrays["pulse"][..., 0].tolist(), arrays["sequence_mask"].tolist()
        ([[70.0, 80.0], [60.0, 0.0]], [[True, True], [True, False]])
    """
    if missing == "indicator":
        raise ValueError('`missing` of a sequence must be "error", "mean" or a number.')
    column = numeric_column(
        key, shape, None, dtype, normalizer_fn, normalizer=normalizer, missing=missing
    )
    return SequenceNumericColumn(column, float(default_value))


def sequence_categorical_column_with_identity(
    key: str,
    num_buckets: int,
    default_value: int | None = None,
    *,
    missing: str = "ignore",
    unseen: str | None = None,
) -> SequenceCategoricalColumn:
    """Make a column of sequences of categories that are numbers from 0 to `num_buckets - 1`.

    Args:
        key: the column of the data: a list of steps per row.
        num_buckets: how many categories there are.
        default_value: the category that numbers outside the range become.
        missing: what becomes of steps without a value.
        unseen: what becomes of numbers outside the range.

    Shapes:
        encoded int32 (n, t, k), -1 for none, beside the bool array `"sequence_mask"` (n, t).

    Raises:
        ValueError: as of `categorical_column_with_identity`.

    Example:
        >>> from deepkit import feature_column as fc
        >>> encoder = fc.Encoder([fc.sequence_categorical_column_with_identity("page", 9)])
        >>> encoder.encode({"page": [[3, 5], [8]]})["page"][..., 0].tolist()
        [[3, 5], [8, -1]]
    """
    return SequenceCategoricalColumn(
        categorical_column_with_identity(
            key, num_buckets, default_value, missing=missing, unseen=unseen
        )
    )


def sequence_categorical_column_with_hash_bucket(
    key: str, hash_bucket_size: int, dtype: Any = "string", *, missing: str = "ignore"
) -> SequenceCategoricalColumn:
    """Make a column of sequences of categories that are put into buckets by their hash.

    Args:
        key: the column of the data: a list of steps per row.
        hash_bucket_size: how many buckets there are.
        dtype: `"string"`, or `"int64"` to refuse text.
        missing: what becomes of steps without a value.

    Shapes:
        encoded int32 (n, t, k), -1 for none, beside the bool array `"sequence_mask"` (n, t).

    Raises:
        ValueError: as of `categorical_column_with_hash_bucket`.

    Example:
        >>> from deepkit import feature_column as fc
        >>> encoder = fc.Encoder([fc.sequence_categorical_column_with_hash_bucket("word", 50)])
        >>> encoder.encode({"word": [["to", "be"], ["or"]]})["word"].shape
        (2, 2, 1)
    """
    return SequenceCategoricalColumn(
        categorical_column_with_hash_bucket(key, hash_bucket_size, dtype, missing=missing)
    )


def sequence_categorical_column_with_vocabulary_list(
    key: str,
    vocabulary_list: Sequence[Entry] | np.ndarray | None = None,
    dtype: Any = None,
    default_value: int = -1,
    num_oov_buckets: int = 0,
    *,
    max_tokens: int | None = None,
    min_count: float = 1,
    missing: str = "ignore",
    unseen: str | None = None,
) -> SequenceCategoricalColumn:
    """Make a column of sequences of categories from a list, or from what `learn` finds.

    Args:
        key: the column of the data: a list of steps per row.
        vocabulary_list: the categories; None to learn them.
        dtype: `"string"` or `"int64"`; that of the list if None.
        default_value: the id of what is not in the list; -1 for none.
        num_oov_buckets: how many ids behind those of the list are for what is not in it.
        max_tokens: learn at most so many categories.
        min_count: learn only categories of which there are at least so many.
        missing: what becomes of steps without a value.
        unseen: what becomes of what is not in the list.

    Shapes:
        encoded int32 (n, t, k), -1 for none, beside the bool array `"sequence_mask"` (n, t).

    Raises:
        ValueError: as of `categorical_column_with_vocabulary_list`.

    Example:
        >>> from deepkit import feature_column as fc
        >>> column = fc.sequence_categorical_column_with_vocabulary_list("word", ["to", "be"])
        >>> fc.Encoder([column]).encode({"word": [["be", "to"], ["be"]]})["word"][..., 0].tolist()
        [[1, 0], [1, -1]]
    """
    return SequenceCategoricalColumn(
        categorical_column_with_vocabulary_list(
            key,
            vocabulary_list,
            dtype,
            default_value,
            num_oov_buckets,
            max_tokens=max_tokens,
            min_count=min_count,
            missing=missing,
            unseen=unseen,
        )
    )


def sequence_categorical_column_with_vocabulary_file(
    key: str,
    vocabulary_file: str | Path,
    vocabulary_size: int | None = None,
    num_oov_buckets: int = 0,
    default_value: int | None = None,
    dtype: Any = "string",
    *,
    missing: str = "ignore",
    unseen: str | None = None,
) -> SequenceCategoricalColumn:
    """Make a column of sequences of categories from the lines of a file.

    Args:
        key: the column of the data: a list of steps per row.
        vocabulary_file: the path of a UTF-8 text, one category a line.
        vocabulary_size: take so many lines; None for all.
        num_oov_buckets: how many ids behind those of the file are for what is not in it.
        default_value: the id of what is not in the file; None or -1 for none.
        dtype: `"string"`, or `"int64"` for a file of whole numbers.
        missing: what becomes of steps without a value.
        unseen: what becomes of what is not in the file.

    Shapes:
        encoded int32 (n, t, k), -1 for none, beside the bool array `"sequence_mask"` (n, t).

    Raises:
        ValueError: as of `categorical_column_with_vocabulary_file`.
        OSError: if the file cannot be read.

    Example:
        >>> import pathlib, tempfile
        >>> from deepkit import feature_column as fc
        >>> path = pathlib.Path(tempfile.mkdtemp(), "words.txt")
        >>> _ = path.write_text("to be".replace(" ", chr(10)))
        >>> column = fc.sequence_categorical_column_with_vocabulary_file("word", path)
        >>> fc.Encoder([column]).encode({"word": [["be", "to"]]})["word"][..., 0].tolist()
        [[1, 0]]
    """
    return SequenceCategoricalColumn(
        categorical_column_with_vocabulary_file(
            key,
            vocabulary_file,
            vocabulary_size,
            dtype,
            default_value,
            num_oov_buckets,
            missing=missing,
            unseen=unseen,
        )
    )


def sequence_lengths(columns: Iterable[FeatureColumn], table: Table) -> np.ndarray:
    """Return how many steps each row has in columns of sequences.

    Args:
        columns: columns of sequences, and such that are made of them.
        table: the rows.

    Shapes:
        result: (n,).

    Raises:
        DataError: if a column is missing, or two have different numbers of steps in a row.
        ValueError: if none is a column of sequences.

    Example:
        >>> from deepkit import feature_column as fc
        >>> table = fc.as_table({"pulse": [[70, 80], [60]]})
        >>> fc.sequence_lengths([fc.sequence_numeric_column("pulse")], table).tolist()
        [2, 1]
    """
    leaves = {leaf.keys[0]: leaf for c in columns for leaf in c.leaves if leaf.is_sequence}
    if not leaves:
        raise ValueError("`columns` must hold at least one column of sequences, got none.")
    reading, first = Reading(table), next(iter(leaves))
    found = {
        key: reading.steps(key, categories=isinstance(leaf, CategoricalColumn)).lengths
        for key, leaf in leaves.items()
    }
    lengths = found[first]
    for key, others in found.items():
        if (wrong := lengths != others).any():
            row = int(np.flatnonzero(wrong)[0])
            raise DataError(
                f"Sequences of a row must have one length, but column {key!r} has {others[row]} "
                f"steps where {first!r} has {lengths[row]}, in {rows_of(wrong)}."
            )
    return lengths
