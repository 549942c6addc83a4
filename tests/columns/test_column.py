"""What every column is: a plain value with a name, parents and keys."""

import copy
import pickle

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.columns._column import dtype_name, walk

JOB = fc.categorical_column_with_vocabulary_list("job", ["cook", "clerk"])
AGE = fc.bucketized_column(fc.numeric_column("age", normalizer="zscore"), [18, 65])
EVERY = [
    fc.numeric_column("age", (2,), missing="mean"),
    AGE,
    JOB,
    fc.categorical_column_with_identity("month", 12),
    fc.categorical_column_with_hash_bucket("city", 50),
    fc.crossed_column([AGE, "city"], 100),
    fc.indicator_column(JOB),
    fc.embedding_column(JOB, 4, initializer="ones"),
    *fc.shared_embeddings([JOB], 4),
    fc.weighted_categorical_column(JOB, "hours"),
    fc.sequence_categorical_column_with_identity("page", 9),
    fc.sequence_numeric_column("pulse"),
]


def by_name(column):
    return f"{type(column).__name__}-{column.name}"


@pytest.mark.parametrize("column", EVERY, ids=by_name)
def test_columns_pickle_copy_compare_and_hash(column):
    again = pickle.loads(pickle.dumps(column))
    assert again == column
    assert hash(again) == hash(column)
    assert copy.deepcopy(column) is column
    assert type(column).__name__ in repr(column)


@pytest.mark.parametrize("column", EVERY, ids=by_name)
def test_columns_cannot_be_changed(column):
    field = next(iter(column.__dataclass_fields__))
    with pytest.raises(AttributeError, match="cannot assign to field"):
        setattr(column, field, None)


@pytest.mark.parametrize(
    ("column", "name", "keys"),
    [
        (AGE, "age_bucketized", ("age",)),
        (
            fc.crossed_column([JOB, AGE, "city"], 9),
            "age_bucketized_X_city_X_job",
            ("job", "age", "city"),
        ),
        (fc.indicator_column(JOB), "job_indicator", ("job",)),
        (fc.embedding_column(JOB, 2), "job_embedding", ("job",)),
        (fc.shared_embeddings([JOB], 2)[0], "job_shared_embedding", ("job",)),
        (fc.weighted_categorical_column(JOB, "w"), "job_weighted_by_w", ("job", "w")),
        (fc.embedding_column(fc.crossed_column(["a", "b"], 9), 2), "a_X_b_embedding", ("a", "b")),
    ],
)
def test_names_are_tensorflows_and_keys_those_of_the_data(column, name, keys):
    assert (column.name, column.keys) == (name, keys)


def test_long_vocabularies_are_shown_in_short():
    column = fc.categorical_column_with_vocabulary_list("x", range(1000))
    assert "(0, 1, 2, 3, 4, ... 1000 in all)" in repr(column)


def test_walking_meets_parents_first():
    cross = fc.crossed_column([AGE, "city"], 9)
    assert list(walk((cross,))) == [AGE.source_column, AGE, cross]


@pytest.mark.parametrize(
    ("dtype", "name"),
    [
        ("string", "string"),
        (str, "string"),
        (np.int32, "int32"),
        ("float64", "float64"),
        (int, "int64"),
    ],
)
def test_dtypes_have_a_name(dtype, name):
    assert dtype_name(dtype) == name


def test_dtypes_of_tensorflow_go_by_their_name():
    class DType:
        name = "string"

    assert dtype_name(DType()) == "string"
    with pytest.raises(ValueError, match="`dtype` must name a dtype, got 'floot'"):
        dtype_name("floot")
