"""The columns of TensorFlow's example of a wide and deep model of Adult."""

from typing import Any

from deepkit.feature_column import (
    bucketized_column,
    categorical_column_with_hash_bucket,
    categorical_column_with_vocabulary_list,
    crossed_column,
    embedding_column,
    indicator_column,
    numeric_column,
)

_EDUCATION = [
    "Bachelors",
    "HS-grad",
    "11th",
    "Masters",
    "9th",
    "Some-college",
    "Assoc-acdm",
    "Assoc-voc",
    "7th-8th",
    "Doctorate",
    "Prof-school",
    "5th-6th",
    "10th",
    "1st-4th",
    "Preschool",
    "12th",
]
_MARITAL_STATUS = [
    "Married-civ-spouse",
    "Divorced",
    "Married-spouse-absent",
    "Never-married",
    "Separated",
    "Married-AF-spouse",
    "Widowed",
]
_RELATIONSHIP = ["Husband", "Not-in-family", "Wife", "Own-child", "Unmarried", "Other-relative"]
_WORKCLASS = [
    "Self-emp-not-inc",
    "Private",
    "State-gov",
    "Federal-gov",
    "Local-gov",
    "?",
    "Self-emp-inc",
    "Without-pay",
    "Never-worked",
]
VOCABULARIES = {
    "education": _EDUCATION,
    "marital_status": _MARITAL_STATUS,
    "relationship": _RELATIONSHIP,
    "workclass": _WORKCLASS,
}
NUMBERS = ("age", "education_num", "capital_gain", "capital_loss", "hours_per_week")
AGES = (18, 25, 30, 35, 40, 45, 50, 55, 60, 65)
BUCKETS = 1000


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
