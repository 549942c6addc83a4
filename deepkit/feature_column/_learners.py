"""What each kind of column learns, and from what."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from deepkit.columns import (
    REFERENCES,
    BucketizedColumn,
    FeatureColumn,
    KeyedColumn,
    NumericColumn,
    Reading,
    SequenceCategoricalColumn,
    SequenceNumericColumn,
    VocabularyColumn,
    numbers_of,
    step_entries,
    walk,
)
from deepkit.errors import DataError
from deepkit.feature_column._embedding import SharedEmbeddingColumn
from deepkit.feature_column._statistics import Counts, Extremes, Moments, Quantiles

Weighted = tuple[np.ndarray, np.ndarray]  # values, and the weight of each
Read = Callable[[Reading, np.ndarray], Weighted]


class NumericLearner:
    """Learn the mean, scale or ranks of a numeric column."""

    def __init__(self, column: NumericColumn, read: Read) -> None:
        self.column, self.read = column, read
        self.moments = Moments(column.size)
        self.extremes = Extremes(column.size)
        self.quantiles = [Quantiles() for _ in range(column.size)]

    def update(self, reading: Reading, weight: np.ndarray) -> None:
        numbers, weights = self.read(reading, weight)
        self.moments.update(numbers, weights)
        if self.column.normalizer == "minmax":
            self.extremes.update(numbers, weights)
        if self.column.normalizer == "quantile":
            for quantiles, dimension in zip(self.quantiles, numbers.T, strict=True):
                quantiles.update(dimension, weights)

    def finish(self, column: Any) -> NumericColumn:
        if not (self.moments.weight > 0).all():
            raise DataError(
                f"Column {column.name!r} has nothing but missing values to learn from. Leave it "
                "out, or give `missing` a number and no `normalizer`."
            )
        statistics = self._statistics() if column.needs_statistics else column.statistics
        mean = _plain(self.moments.mean) if column.needs_mean else column.mean
        return replace(column, statistics=statistics, mean=mean)

    def _statistics(self) -> tuple[tuple[float, ...], ...]:
        if self.column.normalizer == "zscore":
            return _plain(self.moments.mean), _plain(self.moments.std)
        if self.column.normalizer == "minmax":
            span = self.extremes.largest - self.extremes.least
            return _plain(self.extremes.least), _plain(np.where(span > 0, span, 1.0))
        levels = np.linspace(0.0, 1.0, REFERENCES + 1)
        return tuple(_plain(quantiles.at(levels)) for quantiles in self.quantiles)


class BoundaryLearner:
    """Learn quantiles of a numeric column as boundaries."""

    def __init__(self, column: BucketizedColumn) -> None:
        self.column, self.read = column, numbers_reader(column.source_column)
        self.quantiles = Quantiles()

    def update(self, reading: Reading, weight: np.ndarray) -> None:
        numbers, weights = self.read(reading, weight)
        self.quantiles.update(numbers.ravel(), np.repeat(weights, numbers.shape[1]))

    def finish(self, column: Any) -> BucketizedColumn:
        if self.quantiles.empty:
            raise DataError(f"Column {column.name!r} has nothing but missing values to learn from.")
        wanted = column.wanted
        raw = self.quantiles.at(np.arange(1, wanted) / wanted)
        least = self.quantiles.at(np.zeros(1))
        found = np.unique(raw[raw > least])
        if not len(found):  # more than all but one share of the rows have the least number
            found = self.quantiles.above(least[0])
        source = column.source_column
        # The normalizers rise, so boundaries can be learned of raw numbers, in the same pass.
        tools = source.prepare()
        scaled = [source.finish(np.full((1, source.size), b), tools)[0, 0] for b in found]
        return replace(column, boundaries=_plain(np.unique(np.array(scaled, np.float64))))


class VocabularyLearner:
    """Learn the categories of a column; several columns may count together."""

    def __init__(self, column: VocabularyColumn, read: Read, counts: Counts) -> None:
        self.column, self.read, self.counts = column, read, counts

    def update(self, reading: Reading, weight: np.ndarray) -> None:
        entries, weights = self.read(reading, weight)
        self.counts.update(entries, weights)

    def finish(self, column: Any) -> VocabularyColumn:
        kept = {v: n for v, n in self.counts.counts.items() if n >= column.min_count}
        kinds = {type(value) for value in kept}
        wanted = {None: kinds, "string": {str}, "int64": {int}}[column.dtype]
        if len(kinds) > 1 or (kinds and kinds != wanted):
            raise column.mistyped([v for v in kept if {type(v)} != wanted][:5] or list(kept))
        if not kept:
            raise DataError(
                f"Column {column.name!r} has no values to learn a vocabulary from, or none "
                f"{column.min_count} times. Leave it out, or give a `vocabulary_list`."
            )
        frequent = sorted(kept, key=lambda value: (-kept[value], value))[: column.max_tokens]
        return replace(column, vocabulary=tuple(sorted(frequent)))


Learner = NumericLearner | BoundaryLearner | VocabularyLearner


def learners_of(columns: Iterable[FeatureColumn]) -> dict[FeatureColumn, Learner]:
    """Return a learner for each column, or part of one, that has something to learn."""
    every = list(dict.fromkeys(walk(tuple(columns))))
    learners: dict[FeatureColumn, Learner] = {}
    repeated = {_inner(column) for column in every if _inner(column) is not column}
    pooled = _pools(every)
    for column in every:
        inner = _inner(column)
        if inner in learners or inner.resolved or (column is inner and inner in repeated):
            continue
        if isinstance(inner, VocabularyColumn):
            counts = pooled.setdefault(inner, Counts())
            learners[inner] = VocabularyLearner(inner, _entries_reader(column, inner), counts)
        elif isinstance(inner, NumericColumn):
            in_steps = isinstance(column, SequenceNumericColumn)
            read = _steps_reader(inner) if in_steps else numbers_reader(inner)
            learners[inner] = NumericLearner(inner, read)
        elif isinstance(inner, BucketizedColumn) and inner.boundaries is None:
            learners[inner] = BoundaryLearner(inner)
    return learners


def _inner(column: FeatureColumn) -> FeatureColumn:
    """Return what learns: for a sequence, the column that it repeats."""
    if isinstance(column, SequenceCategoricalColumn):
        return column.categorical_column
    return column.numeric_column if isinstance(column, SequenceNumericColumn) else column


def _pools(columns: list[FeatureColumn]) -> dict[FeatureColumn, Counts]:
    """Return the counts of columns that share embeddings: their vocabularies become one."""
    pools: dict[FeatureColumn, Counts] = {}
    for column in columns:
        if isinstance(column, SharedEmbeddingColumn):
            members = [c for c in walk(column.group) if isinstance(c, VocabularyColumn)]
            counts = next((pools[c] for c in members if c in pools), Counts())
            pools.update(dict.fromkeys(members, counts))
    return pools


def numbers_reader(column: NumericColumn) -> Read:
    """Return how to read the numbers of a column, and their weights."""
    return lambda reading, weight: (_filled(column, column.raw(reading)), weight)


def _steps_reader(column: NumericColumn) -> Read:
    def read(reading: Reading, weight: np.ndarray) -> Weighted:
        steps = reading.steps(column.key, categories=False)
        numbers = numbers_of(steps.values, column.key, column.shape)
        return _filled(column, numbers), np.repeat(weight, steps.lengths)

    return read


def _entries_reader(column: FeatureColumn, inner: KeyedColumn) -> Read:
    def read(reading: Reading, weight: np.ndarray) -> Weighted:
        if not isinstance(column, SequenceCategoricalColumn):
            return reading.entries(inner.key), weight
        steps = reading.steps(inner.key, categories=True)
        return step_entries(steps, inner.key), np.repeat(weight, steps.lengths)

    return read


def _filled(column: NumericColumn, raw: np.ndarray) -> np.ndarray:
    """Put what was given for missing numbers; those that the mean will replace stay NaN."""
    absent = np.isnan(raw)
    if not absent.any():
        return raw
    if column.constant is not None:
        return np.where(absent, np.array(column.constant), raw)
    if column.missing == "error":
        raise column.refusal(absent)
    return raw


def _plain(numbers: np.ndarray) -> tuple[float, ...]:
    return tuple(numbers.tolist())
