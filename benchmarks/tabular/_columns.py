"""The columns of TensorFlow's example of a wide and deep model of Adult."""

from typing import Any

from benchmarks._census import AGES, BUCKETS, NUMBERS, VOCABULARIES
from deepkit.feature_column import (
    bucketized_column,
    categorical_column_with_hash_bucket,
    categorical_column_with_vocabulary_list,
    crossed_column,
    embedding_column,
    indicator_column,
    numeric_column,
)


def wide_columns() -> list[Any]:
    """Return categories, ages in ranges, and crosses of them."""
    ages = bucketized_column(numeric_column("age"), AGES)
    education, occupation = "education", "occupation"
    crosses = [[education, occupation], [ages, education, occupation]]
    return [
        *_vocabularies(),
        _occupation(),
        ages,
        *(crossed_column(keys, BUCKETS) for keys in crosses),
    ]


def deep_columns(normalizer: str | None) -> list[Any]:
    """Return numbers, indicators of categories, and an embedding.

    Args:
        normalizer: of the numbers: `"zscore"`, or None as in the example.
    """
    numbers = [numeric_column(key, normalizer=normalizer) for key in NUMBERS]
    indicators = [indicator_column(column) for column in _vocabularies()]
    return [*numbers, *indicators, embedding_column(_occupation(), dimension=8)]


def _vocabularies() -> list[Any]:
    make = categorical_column_with_vocabulary_list
    return [make(key, words) for key, words in VOCABULARIES.items()]


def _occupation() -> Any:
    return categorical_column_with_hash_bucket("occupation", BUCKETS)
