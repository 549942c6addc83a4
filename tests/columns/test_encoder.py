"""Encoders: values that turn rows into arrays, one row as it would be among many."""

import copy
import pickle
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import deepkit
from deepkit import feature_column as fc
from deepkit.errors import DataError

AGE = fc.numeric_column("age", normalizer="zscore", missing="indicator")
JOB = fc.categorical_column_with_vocabulary_list("job", num_oov_buckets=2)
COLUMNS = (
    AGE,
    fc.bucketized_column(fc.numeric_column("hours"), num_buckets=3),
    JOB,
    fc.embedding_column(fc.categorical_column_with_hash_bucket("city", 50), 4),
    fc.crossed_column([JOB, "city", "month"], 1000),
    fc.categorical_column_with_identity("month", 12, unseen="own", missing="own"),
    fc.categorical_column_with_vocabulary_list("tags", missing="own"),
    fc.sequence_categorical_column_with_hash_bucket("steps", 20),
)
DATA = {
    "age": [20.0, 40.0, None, 30.0],
    "hours": [1, 2, 3, 4],
    "job": ["cook", "clerk", "", "cook"],
    "city": ["Rome", "", "Oslo", "Rome"],
    "month": [0, 11, -1, 5],
    "tags": [["a", "b", "c"], [], ["b"], ["z"]],
    "steps": [["u", "v", "w"], ["u"], [], ["w", "v"]],
}
ENCODER = fc.learn(COLUMNS, DATA)
TEXT = st.sampled_from(["cook", "clerk", "", "judge", "日本", "a" * 70])
ROW = st.fixed_dictionaries(
    {
        "age": st.one_of(st.none(), st.floats(-1e6, 1e6)),
        "hours": st.integers(-9, 9),
        "job": st.one_of(st.none(), TEXT),
        "city": st.one_of(st.none(), TEXT),
        "month": st.integers(-3, 14),
        "tags": st.lists(TEXT, max_size=5),
        "steps": st.lists(TEXT, max_size=4),
    }
)


def row_of(arrays, row):
    """Return the encoding of a row without what it was filled up with."""
    found = {}
    for key, array in arrays.items():
        values = array[row]
        if array.dtype == np.int32:
            values = values[values >= 0]
        found[key] = values[values].tolist() if array.dtype == bool else values.tolist()
    return found


@given(rows=st.lists(ROW, min_size=1, max_size=6))
def test_a_row_alone_is_encoded_as_among_others(rows):
    table = {key: [row[key] for row in rows] for key in DATA}
    together = ENCODER.encode(table)
    for number, row in enumerate(rows):
        alone = ENCODER.encode({key: [value] for key, value in row.items()})
        assert row_of(alone, 0) == row_of(together, number)


def test_arrays_are_as_the_specs_say():
    arrays = ENCODER.encode(DATA)
    assert list(arrays) == list(ENCODER.specs)
    for key, spec in ENCODER.specs.items():
        assert arrays[key].dtype == spec.dtype
        sizes = zip(arrays[key].shape[1:], spec.shape, strict=True)
        assert all(size == wanted or wanted is None for size, wanted in sizes)
        assert spec.buckets is None or arrays[key].max() < spec.buckets


def test_inputs_are_symbolic_and_called_as_the_arrays():
    inputs = fc.Encoder([fc.numeric_column("age", (3,)), JOB_GIVEN]).inputs()
    assert inputs["age"].shape == (None, 3)
    assert (inputs["job"].shape, inputs["job"].dtype) == ((None, None), "int32")


JOB_GIVEN = fc.categorical_column_with_vocabulary_list("job", ["cook"])


def test_encoders_compare_pickle_and_copy_whatever_they_have_read():
    first, second = (fc.learn(COLUMNS, DATA) for _ in range(2))
    first.encode(DATA)
    assert first == second == pickle.loads(pickle.dumps(first)) == copy.deepcopy(first)
    assert pickle.dumps(first) == pickle.dumps(second)
    assert hash(first) == hash(second)


def test_reading_changes_nothing_in_an_encoder():
    encoder = fc.learn(COLUMNS, DATA)
    first = encoder.encode({**DATA, "city": ["x", "y", "z", "x"]})
    encoder.encode(DATA)
    again = encoder.encode({**DATA, "city": ["x", "y", "z", "x"]})
    assert all(np.array_equal(first[key], again[key]) for key in first)


def test_a_twin_is_found_for_columns_and_their_parts():
    encoder = fc.learn([fc.indicator_column(JOB), AGE], DATA)
    assert encoder.resolved(JOB).vocabulary == ("clerk", "cook")
    assert encoder.resolved(AGE).mean == (30.0,)
    assert encoder.resolved(fc.indicator_column(JOB)).categorical_column.resolved
    with pytest.raises(ValueError, match=r"Column NumericColumn.key='x'.* is not of this encoder"):
        encoder.resolved(fc.numeric_column("x"))


def test_twins_of_one_name_are_told_apart():
    raw = fc.numeric_column("age", missing=0.0)
    scaled = fc.numeric_column("age", normalizer="zscore", missing=0.0)
    encoder = fc.learn([fc.bucketized_column(raw, [30]), scaled], DATA)
    assert encoder.resolved(raw) == raw
    assert encoder.resolved(scaled).statistics is not None
    with pytest.raises(ValueError, match="is not of this encoder"):
        encoder.resolved(fc.numeric_column("age", missing=1.0))


def test_no_rows_have_no_encoding_of_any_width():
    arrays = ENCODER.encode(fc.as_table(DATA).take([]))
    assert {len(array) for array in arrays.values()} == {0}
    assert all(array.shape[-1] >= 1 for array in arrays.values())


@pytest.mark.parametrize("key", ["marital status", "a/b", "ä.b", "2nd"])
def test_columns_of_any_name_build_a_model(key):
    columns = [fc.categorical_column_with_vocabulary_list(key, ["x"])]
    inputs = fc.Encoder(columns).inputs()
    model = deepkit.Model(inputs, fc.linear_model(inputs, columns))
    assert model(fc.Encoder(columns).encode({key: ["x"]})).shape == (1, 1)


def test_what_was_learned_can_be_described():
    described = {item["name"]: item for item in ENCODER.describe()}
    assert described["job"]["kind"] == "vocabulary"
    assert described["job"]["learned"] == {"vocabulary": ("clerk", "cook")}
    assert described["city_X_job_X_month"]["keys"] == ("job", "city", "month")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hours": None}, "Column 'hours' is missing from the data"),
        ({"hours": ["a", "b", "c", "d"]}, "Column 'hours' must hold numbers .* 'a', 'b', 'c', 'd'"),
        ({"hours": [1, None, 2, None]}, r"'hours' has missing values \(NaN\) in rows 1, 3"),
        ({"job": [1, 2, 3, 4]}, "Column 'job' must hold text, as its vocabulary does, got 1, 2, 3"),
        ({"city": [0.5, 1, 2, 3]}, r"'city' must hold text or whole numbers, got \[0.5\]"),
    ],
)
def test_bad_data_is_refused_by_column_and_value(change, message):
    table = {key: value for key, value in {**DATA, **change}.items() if value is not None}
    with pytest.raises(DataError, match=message):
        ENCODER.encode(table)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([], "`columns` must hold at least one feature column, got none"),
        ("age", "`columns` must be a list of feature columns, got 'age'"),
        (["age"], "`columns` must hold feature columns, got 'age'"),
        (
            [fc.numeric_column("x"), fc.categorical_column_with_identity("x", 3)],
            "Two different columns are called 'x'",
        ),
        (
            [fc.embedding_column(JOB_GIVEN, 2), fc.embedding_column(JOB_GIVEN, 3)],
            "Two different columns are called 'job_embedding'",
        ),
        (
            [
                fc.indicator_column(JOB_GIVEN),
                fc.embedding_column(fc.categorical_column_with_hash_bucket("job", 9), 3),
            ],
            "Two different columns are called 'job'. Give one of them a copy",
        ),
        (
            [
                fc.NumericColumn("x", missing="indicator", mean=(0.0,)),
                fc.numeric_column("x_missing"),
            ],
            "Two different columns are called 'x_missing'",
        ),
    ],
)
def test_columns_that_cannot_be_told_apart_are_refused(columns, message):
    with pytest.raises(ValueError, match=message):
        fc.Encoder(columns)


def test_a_single_row_takes_well_under_a_millisecond():
    keys = [f"k{i}" for i in range(14)]
    columns = [
        fc.numeric_column(key, normalizer="zscore")
        if i < 6
        else fc.categorical_column_with_vocabulary_list(key)
        for i, key in enumerate(keys)
    ]
    values = {key: [1.0, 2.0] if i < 6 else ["a", "b"] for i, key in enumerate(keys)}
    encoder, one = fc.learn(columns, values), fc.as_table(values).take([0])
    encoder.encode(one)
    times = []
    for _ in range(50):
        start = time.perf_counter()
        encoder.encode(one)
        times.append(time.perf_counter() - start)
    assert min(times) < 1e-3
