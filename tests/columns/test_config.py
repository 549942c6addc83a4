"""Columns as JSON and back."""

import json

import pytest

from deepkit import feature_column as fc
from deepkit import initializers
from deepkit.columns._config import columns_from, config_of

DATA = {
    "age": [20.0, 40.0, 60.0],
    "job": ["cook", "clerk", ""],
    "city": ["Rome", "Oslo", "Rome"],
    "hours": [1.0, 2.0, 3.0],
    "pulse": [[60], [70, 80], [90]],
    "page": [["a"], ["b", "a"], ["c"]],
    "home": [1, 2, 3],
    "work": [3, 2, 1],
}


def columns():
    job = fc.categorical_column_with_vocabulary_list("job", num_oov_buckets=2)
    numeric = fc.numeric_column("age", normalizer="quantile", missing="indicator")
    age = fc.bucketized_column(fc.numeric_column("age", normalizer="zscore"), num_buckets=2)
    places = [fc.categorical_column_with_identity(key, 9) for key in ("home", "work")]
    return [
        age,
        fc.numeric_column("hours", missing=1.0),
        fc.indicator_column(job),
        fc.embedding_column(job, 4, initializer=initializers.RandomNormal(seed=1)),
        fc.weighted_categorical_column(fc.categorical_column_with_hash_bucket("city", 9), "hours"),
        fc.crossed_column([age, job, "city"], 100, missing="own"),
        *fc.shared_embeddings(places, 3, max_norm=2.0),
        fc.sequence_numeric_column("pulse", normalizer="minmax"),
        fc.sequence_categorical_column_with_vocabulary_list("page"),
        numeric,
    ]


def test_every_kind_of_column_goes_through_json():
    encoder = fc.learn(columns(), DATA)
    config = json.loads(json.dumps(encoder.get_config()))
    again = fc.Encoder.from_config(config)
    assert again == encoder
    arrays, expected = again.encode(DATA), encoder.encode(DATA)
    assert {k: v.tolist() for k, v in arrays.items()} == {
        k: v.tolist() for k, v in expected.items()
    }


def test_what_columns_share_is_written_once():
    job = fc.categorical_column_with_vocabulary_list("job", ["a", "b"])
    config = config_of([job, fc.indicator_column(job), fc.embedding_column(job, 3)])
    assert sum(record["kind"] == "vocabulary" for record in config["records"]) == 1


def test_code_cannot_be_written_down():
    with pytest.raises(ValueError, match="`normalizer_fn` of column 'x' is code, and no config"):
        config_of([fc.numeric_column("x", normalizer_fn=abs)])


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"records": [{"kind": "numerc", "key": "x"}], "columns": [0]}, "Did you mean 'numeric'"),
        (
            {"records": [{"kind": "numeric", "ky": "x"}], "columns": [0]},
            "This is no config of .*'ky'",
        ),
        ({"records": [], "columns": [0]}, "This is no config of feature columns"),
        ({"records": [{"key": "x"}], "columns": [0]}, "This is no config of feature columns"),
        ({}, "This is no config of feature columns: 'records'"),
    ],
)
def test_what_is_no_config_is_refused(config, message):
    with pytest.raises(ValueError, match=message):
        columns_from(config)


def test_crossings_of_crossings_without_end_are_refused():
    crossings = [
        {"kind": "crossed", "crossed": [{"column": n}, {"column": n}], "hash_bucket_size": 9}
        for n in range(40)
    ]
    records = config_of([fc.categorical_column_with_identity("home", 9)])["records"]
    with pytest.raises(ValueError, match=r"are made of [\d,]+ parts, and 1,000,000 are allowed"):
        columns_from({"records": [*records, *crossings], "columns": [40]})


def test_crossings_of_crossings_come_back():
    places = [fc.categorical_column_with_identity(key, 9) for key in ("home", "work")]
    twice = [fc.crossed_column([fc.crossed_column(places, 50), "job"], 60)]
    assert columns_from(json.loads(json.dumps(config_of(twice)))) == tuple(twice)
