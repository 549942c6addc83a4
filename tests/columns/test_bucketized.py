"""Bucketized columns: which bucket a number is in, and boundaries that are learned."""

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.errors import DataError


def encode(column, values):
    return fc.learn([column], {"x": values}).encode({"x": values})[column.name].tolist()


def test_a_bucket_begins_at_its_boundary():
    column = fc.bucketized_column(fc.numeric_column("x"), [0, 10, 20])
    assert encode(column, [-1, 0, 10, 19.9, 20, 99]) == [[0], [1], [2], [2], [3], [3]]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_boundaries_hold_in_any_precision(dtype):
    column = fc.bucketized_column(fc.numeric_column("x"), [0.7])
    assert encode(column, np.array([0.7, 0.69], dtype)) == [[1], [0]]


def test_numbers_of_a_row_have_ids_of_their_own():
    column = fc.bucketized_column(fc.numeric_column("x", (2,)), [0])
    assert encode(column, [[-1, 1], [1, -1]]) == [[0, 3], [1, 2]]
    assert column.num_buckets == 4
    assert column.specs == {"x_bucketized": fc.Spec((2,), "int32", 4)}


def test_normalized_numbers_are_compared():
    column = fc.bucketized_column(fc.numeric_column("x", normalizer="zscore"), [0])
    assert encode(column, [100, 200]) == [[0], [1]]


def test_learned_boundaries_are_quantiles():
    column = fc.bucketized_column(fc.numeric_column("x"), num_buckets=4)
    encoder = fc.learn([column], {"x": np.arange(100)})
    assert encoder.resolved(column).boundaries == (24.5, 49.5, 74.5)


def test_equal_quantiles_become_one_boundary():
    column = fc.bucketized_column(fc.numeric_column("x"), num_buckets=4)
    found = [
        fc.learn([column], {"x": x}).resolved(column).boundaries
        for x in ([0, 0, 0, 0, 1, 1, 2, 2], [0] * 8 + [1, 2], [0] * 8)
    ]
    assert found == [(0.5, 1.5), (1.0,), ()]


def test_boundaries_are_learned_of_normalized_numbers():
    source = fc.numeric_column("x", normalizer="minmax")
    column = fc.bucketized_column(source, num_buckets=2)
    assert fc.learn([column], {"x": [0, 10, 20, 100]}).resolved(column).boundaries == (0.15,)


def test_ten_buckets_are_learned_if_nothing_else_is_said():
    column = fc.bucketized_column(fc.numeric_column("x"))
    assert fc.learn([column], {"x": np.arange(1000)}).resolved(column).num_buckets == 10


def test_missing_numbers_are_an_error_or_what_the_source_says():
    def bucketized(**options):
        return fc.bucketized_column(fc.numeric_column("x", **options), [0])

    with pytest.raises(DataError, match=r"Column 'x' has missing values \(NaN\) in row 1"):
        encode(bucketized(), [1, None])
    assert encode(bucketized(missing=-5), [1, None]) == [[1], [0]]
    assert encode(bucketized(missing="indicator"), [1, None]) == [[1], [-1]]


def test_nothing_can_be_learned_of_nothing():
    column = fc.bucketized_column(fc.numeric_column("x", missing="mean"))
    with pytest.raises(DataError, match="has nothing but missing values to learn from"):
        fc.learn([column], {"x": [None, None]})
    pure = fc.bucketized_column(fc.NumericColumn("x", missing="mean", mean=(0.0,)))
    with pytest.raises(DataError, match="'x_bucketized' has nothing but missing values"):
        fc.learn([pure], {"x": [None, None]})


@pytest.mark.parametrize("boundaries", [[], [1, 1], [2, 1], [[1]], ["a"], [1, np.nan], [np.inf]])
def test_boundaries_must_rise(boundaries):
    with pytest.raises(ValueError, match="`boundaries` of column 'x' must be numbers that rise"):
        fc.bucketized_column(fc.numeric_column("x"), boundaries)


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="`source_column` must be a numeric column, got 'x'"):
        fc.bucketized_column("x", [1])
    with pytest.raises(ValueError, match="`num_buckets` is for boundaries that are learned"):
        fc.bucketized_column(fc.numeric_column("x"), [1], num_buckets=2)
    with pytest.raises(ValueError, match="`num_buckets` must be a whole number >= 2"):
        fc.bucketized_column(fc.numeric_column("x"), num_buckets=1)
    with pytest.raises(DataError, match="has no boundaries yet"):
        _ = fc.bucketized_column(fc.numeric_column("x")).num_buckets
