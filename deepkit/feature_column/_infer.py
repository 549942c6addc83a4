"""Choose feature columns by looking at the data."""

import math
import warnings
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np

from deepkit.columns import (
    CategoricalColumn,
    FeatureColumn,
    Table,
    as_table,
    bucketized_column,
    categorical_column_with_vocabulary_list,
    is_ragged,
    numeric_column,
)
from deepkit.errors import DataError, one_of, whole
from deepkit.feature_column._embedding import embedding_column
from deepkit.feature_column._indicator import indicator_column
from deepkit.typing import Tensor

_KINDS = ("linear", "deep", "wide")
_MANY = 50  # texts from which on it can be told that they name rows, or are sentences
_NAMES_ROWS = 0.95  # share of texts that differ
_SENTENCES = 0.5  # the same, where they are of several words
_WORDS = 4
DATES = "datetime64[D]"  # the dtype of columns of them
_BENDING = 1000  # rows that can bear a weight for each bucket


def infer_columns(
    data: Tensor,
    *,
    exclude: Collection[str] = (),
    kind: str = "linear",
    buckets: int = 10,
    embeddings: int = 50,
    max_tokens: int = 10_000,
) -> tuple[FeatureColumn, ...]:
    """Choose a feature column for each column of the data.

    * Numbers: z-scores. Where a column with a name lacks some, a second feature says which; in a
      matrix a missing number is an error. With 1000 rows or more a linear model also sees columns
      with names as buckets, so that it can bend, and a deep one those in which one number makes up
      more than half, as zeros often do. For a wide model there are buckets alone.
    * Dates: numbers too, the days since 1970-01-01, with a warning: no month or weekday is seen.
    * Text, booleans and lists of texts or of whole numbers: a vocabulary learned from the data.
      Where some are missing, that is a category of its own; texts not seen are ignored.
    * Texts that nearly all differ, as names do, sentences, columns without any value, and lists of
      lists or of fractions are left out, with a warning.

    What is learned is learned later, by `learn` or an estimator's `fit`: the columns are values
    that can be looked at, changed and passed as `feature_columns`.

    Args:
        data: anything that `as_table` takes; a part of the data does if it is typical.
        exclude: columns that are no features, such as the labels.
        kind: what the columns are for: `"linear"`, numbers and categories as they are; `"deep"`,
            all of it dense; `"wide"`, categories alone, for the linear part beside a deep one.
        buckets: how many buckets of about equal fill the numbers of a column are put into: for a
            column of which one number (such as 0) makes up a share s, those beside it. 0 for none,
            but in a wide model.
        embeddings: up to so many categories a deep model sees an indicator, above an embedding of
            min(50, 1.6 * categories ** 0.56) numbers.
        max_tokens: so many categories at most, the most frequent ones, have ids of their own.

    Raises:
        DataError: if no column can be used, or `exclude` names one that is not there.
        ValueError: if an option is out of range.

    Source:
        The size of embeddings is that of fastai's `emb_sz_rule` (Howard and Gugger, "fastai: A
        Layered API for Deep Learning", 2020, arXiv:2002.04688), with a smaller limit.

    Example:
        >>> from deepkit import feature_column as fc
        >>> data = {"age": [39, 50, 38], "job": ["clerk", "guard", "clerk"], "paid": [0, 1, 1]}
        >>> [column.name for column in fc.infer_columns(data, exclude=["paid"], kind="deep")]
        ['age', 'job_indicator']
    """
    table, chooser = as_table(data), _Chooser(kind, buckets, embeddings, max_tokens)
    one_of(_KINDS, kind=kind)
    whole(buckets=buckets, at_least=0)
    whole(embeddings=embeddings, at_least=0)
    whole(max_tokens=max_tokens)
    for name in exclude:
        table[name]  # says what is there if this is not
    found, left_out = [], {}
    for name in table:
        if name not in exclude:
            columns = chooser.columns(table, name)
            left_out |= {name: columns} if isinstance(columns, str) else {}
            found += [] if isinstance(columns, str) else columns
    _tell(left_out)
    _tell_of_dates(name for name in table if name in table.dates and name not in exclude)
    if not found:
        raise DataError("No column of the data can be used. Pass `feature_columns`.")
    return tuple(found)


@dataclass(frozen=True)
class _Chooser:
    """Choose for one column at a time; what is returned as text is why it cannot be used."""

    kind: str
    buckets: int
    embeddings: int
    max_tokens: int

    def columns(self, table: Table, name: str) -> list[FeatureColumn] | str:
        array = table[name]
        if array.dtype != object and array.dtype.kind != "b":
            dtype = DATES if name in table.dates else "float32"
            return self._numbers(name, array, table.matrix, dtype)
        counts = _counts(array)
        reason = _unusable(array, counts)
        return reason or [self._categories(name, array, len(counts))]

    def _numbers(
        self, name: str, array: np.ndarray, matrix: bool, dtype: str
    ) -> list[FeatureColumn] | str:
        absent = np.isnan(array)
        if absent.all():
            return "it has no values"
        missing = "indicator" if absent.any() and not matrix else "error"
        told = {"shape": array.shape[1:] or (1,), "missing": missing, "dtype": dtype}
        found = []
        if self.kind != "wide":
            found.append(numeric_column(name, normalizer="zscore", **told))
        buckets = self._buckets_for(array, matrix)
        if buckets:
            source = numeric_column(name, **told)
            found.append(bucketized_column(source, num_buckets=buckets))
        return found

    def _buckets_for(self, array: np.ndarray, matrix: bool) -> int:
        """Return how many buckets to learn, so that enough of them are beside a frequent number."""
        bends = self.buckets > 0 and len(array) >= _BENDING and array.ndim == 1 and not matrix
        if self.kind != "wide" and not bends:
            return 0
        buckets = max(self.buckets, 2)
        different, counts = np.unique(array, return_counts=True)
        rest = 1 - counts.max() / array.size
        if self.kind != "wide" and (len(different) < 3 or (self.kind == "deep" and rest >= 0.5)):
            return 0
        return min(10 * buckets, math.ceil(buckets / rest)) if rest else buckets

    def _categories(self, name: str, array: np.ndarray, categories: int) -> FeatureColumn:
        column = categorical_column_with_vocabulary_list(
            name,
            max_tokens=self.max_tokens,
            missing="own" if _has_gaps(array) else "ignore",
            unseen="ignore",
        )
        return column if self.kind != "deep" else self._dense(column, categories)

    def _dense(self, column: CategoricalColumn, categories: int) -> FeatureColumn:
        if categories <= self.embeddings:
            return indicator_column(column)
        known = min(categories, self.max_tokens)
        return embedding_column(column, min(50, round(1.6 * known**0.56)))


def _counts(array: np.ndarray) -> Counter[object]:
    """Count the values; lists are counted by what is in them."""
    values = array.ravel().tolist()
    values = chain.from_iterable(values) if is_ragged(array) else values
    return Counter(str(value) if isinstance(value, list) else value for value in values)


def _has_gaps(array: np.ndarray) -> bool:
    return array.dtype == object and array.ndim == 1 and any(len(value) == 0 for value in array)


def _unusable(array: np.ndarray, counts: Counter[object]) -> str:
    """Return why values make no categories, or nothing."""
    counts.pop("", None)
    if not counts:
        return "it has no values"
    if is_ragged(array):
        first = next(value for value in chain.from_iterable(array.tolist()))
        nested = any(isinstance(value, list) for value in chain.from_iterable(array.tolist()))
        plain = isinstance(first, str | int) and not nested
        return "" if plain else "it holds lists of lists or of fractions"
    total, different = counts.total(), len(counts)
    if array.dtype != object or different < _MANY:
        return ""
    if different >= _NAMES_ROWS * total:
        return f"{different} of its {total} texts differ, as names of rows do"
    words = sum(str(value).count(" ") + 1 for value in counts) / different
    if different >= _SENTENCES * total and words >= _WORDS:
        return f"it holds sentences, {different} different ones in {total} rows"
    return ""


def _tell(left_out: dict[str, str]) -> None:
    """Warn of the columns that are left out."""
    for name, reason in left_out.items():
        warnings.warn(
            f"Column {name!r} is left out: {reason}. Leave it out of the data, or say by "
            "`feature_columns` how to use it.",
            stacklevel=3,
        )


def _tell_of_dates(names: Iterable[str]) -> None:
    """Warn of the columns that are taken as the days since a day long ago."""
    for name in names:
        warnings.warn(
            f"Column {name!r} holds dates, and is taken as a number, the days since 1970-01-01: a "
            "model can see a trend in it, but no month and no weekday. Put these into columns of "
            f"their own, such as `frame[{name!r}].dt.month`; and if the number is meant, say so: "
            f"`feature_columns=[numeric_column({name!r}), ...]`.",
            stacklevel=3,
        )
