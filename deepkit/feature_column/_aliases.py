"""The names that columns had before TensorFlow 1.4, for programs that are older than it."""

from collections.abc import Callable, Sequence
from typing import Any

from deepkit.columns import (
    HashedColumn,
    IdentityColumn,
    NumericColumn,
    VocabularyColumn,
    categorical_column_with_hash_bucket,
    categorical_column_with_identity,
    categorical_column_with_vocabulary_list,
    numeric_column,
)
from deepkit.errors import one_of, whole


def real_valued_column(
    column_name: str,
    dimension: int = 1,
    default_value: Any = None,
    dtype: Any = "float32",
    normalizer: str | Callable[[Any], Any] | None = None,
) -> NumericColumn:
    """Make a column of numbers: the old name of `numeric_column`.

    Args:
        column_name: the column of the data.
        dimension: how many numbers each row has.
        default_value: what stands for a missing number.
        dtype: of the data.
        normalizer: a function of the array, or a name as of `numeric_column`.

    Raises:
        ValueError: as of `numeric_column`.

    Example:
        >>> from deepkit import feature_column as fc
        >>> fc.real_valued_column("area") == fc.numeric_column("area")
        True
    """
    size = whole(dimension=dimension)
    return numeric_column(column_name, (size,), default_value, dtype, normalizer=normalizer)


def sparse_column_with_integerized_feature(
    column_name: str, bucket_size: int, combiner: str = "sum", dtype: Any = "int64"
) -> IdentityColumn:
    """Make a column of numbered categories: the old name of `categorical_column_with_identity`.

    Args:
        column_name: the column of the data.
        bucket_size: how many categories there are.
        combiner: only `"sum"`; linear models have `sparse_combiner`.
        dtype: of the data; taken for the sake of old programs.

    Raises:
        ValueError: as of `categorical_column_with_identity`.

    Example:
        >>> from deepkit import feature_column as fc
        >>> fc.sparse_column_with_integerized_feature("zip", bucket_size=100_000).num_buckets
        100000
    """
    one_of(("sum",), combiner=combiner)
    return categorical_column_with_identity(column_name, bucket_size)


def sparse_column_with_hash_bucket(
    column_name: str, hash_bucket_size: int, combiner: str = "sum", dtype: Any = "string"
) -> HashedColumn:
    """Make a column of hashed categories: the old name of `categorical_column_with_hash_bucket`.

    Args:
        column_name: the column of the data.
        hash_bucket_size: how many buckets there are.
        combiner: only `"sum"`; linear models have `sparse_combiner`.
        dtype: `"string"`, or `"int64"` to refuse text.

    Raises:
        ValueError: as of `categorical_column_with_hash_bucket`.

    Example:
        >>> from deepkit import feature_column as fc
        >>> fc.sparse_column_with_hash_bucket("job", 100).num_buckets
        100
    """
    one_of(("sum",), combiner=combiner)
    return categorical_column_with_hash_bucket(column_name, hash_bucket_size, dtype)


def sparse_column_with_keys(
    column_name: str,
    keys: Sequence[str | int],
    default_value: int = -1,
    combiner: str = "sum",
    dtype: Any = "string",
) -> VocabularyColumn:
    """Make a column of listed categories: once `categorical_column_with_vocabulary_list`.

    Args:
        column_name: the column of the data.
        keys: the categories.
        default_value: the id of what is not in the list; -1 for none.
        combiner: only `"sum"`; linear models have `sparse_combiner`.
        dtype: `"string"` or `"int64"`.

    Raises:
        ValueError: as of `categorical_column_with_vocabulary_list`.

    Example:
        >>> from deepkit import feature_column as fc
        >>> fc.sparse_column_with_keys("sex", ["female", "male"]).vocabulary
        ('female', 'male')
    """
    one_of(("sum",), combiner=combiner)
    return categorical_column_with_vocabulary_list(column_name, keys, dtype, default_value)
