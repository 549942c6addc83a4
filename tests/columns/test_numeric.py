"""Numeric columns: numbers as they are or normalized, and what becomes of missing ones."""

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.errors import DataError

AGES = {"age": [20.0, 40.0, None]}


def encode(column, data, learned_from=None):
    return fc.learn([column], data if learned_from is None else learned_from).encode(data)


def test_numbers_are_float32_of_their_shape():
    arrays = encode(fc.numeric_column("x", (2, 2)), {"x": np.arange(8).reshape(2, 2, 2)})
    assert arrays["x"].dtype == np.float32
    assert arrays["x"].tolist() == [[[0, 1], [2, 3]], [[4, 5], [6, 7]]]


@pytest.mark.parametrize(
    ("normalizer", "expected"),
    [("zscore", [-1.0, 1.0]), ("minmax", [0.0, 1.0]), ("log1p", [np.log(21), np.log(41)])],
)
def test_named_normalizers_learn_and_compute(normalizer, expected):
    arrays = encode(fc.numeric_column("age", normalizer=normalizer), {"age": [20, 40]})
    np.testing.assert_allclose(arrays["age"][:, 0], expected, rtol=1e-6)


def test_the_quantile_normalizer_gives_ranks():
    arrays = encode(fc.numeric_column("x", normalizer="quantile"), {"x": np.arange(101.0) ** 3})
    np.testing.assert_allclose(arrays["x"][:, 0], np.arange(101) / 100, atol=0.01)


@pytest.mark.parametrize("where", ["normalizer", "normalizer_fn"])
def test_a_function_can_normalize(where):
    column = fc.numeric_column("x", (2,), **{where: lambda x: x * 2})
    assert encode(column, {"x": [[1, 2]]})["x"].tolist() == [[2.0, 4.0]]


def test_missing_numbers_are_an_error_that_names_the_rows():
    message = r"Column 'age' has missing values \(NaN\) in row 2. Drop these rows, or say"
    with pytest.raises(DataError, match=message):
        fc.Encoder([fc.numeric_column("age")]).encode(AGES)
    with pytest.raises(DataError, match=message):
        fc.learn([fc.numeric_column("age", normalizer="zscore")], AGES)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"missing": "mean"}, [20, 40, 30]),
        ({"missing": "mean", "normalizer": "zscore"}, [-1, 1, 0]),
        ({"missing": 0.0}, [20, 40, 0]),
        ({"default_value": 7}, [20, 40, 7]),
        ({"missing": 30.0, "normalizer": "minmax"}, [0, 1, 0.5]),
    ],
)
def test_missing_numbers_become_what_the_policy_says(options, expected):
    assert encode(fc.numeric_column("age", **options), AGES)["age"][:, 0].tolist() == expected


def test_an_indicator_rides_along():
    encoder = fc.learn([fc.numeric_column("age", missing="indicator", normalizer="zscore")], AGES)
    arrays = encoder.encode(AGES)
    assert arrays["age"][:, 0].tolist() == [-1, 1, 0]
    assert arrays["age_missing"][:, 0].tolist() == [0, 0, 1]
    assert list(encoder.specs) == ["age", "age_missing"]


def test_a_default_can_be_one_number_for_each_of_a_row():
    column = fc.numeric_column("x", (2,), default_value=[7, 8])
    assert encode(column, {"x": [[1, np.nan], [np.nan, 2]]})["x"].tolist() == [[1, 8], [7, 2]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"normalizer": "zscor"}, "`normalizer` must be one of .* Did you mean 'zscore'?"),
        ({"normalizer": abs, "normalizer_fn": abs}, "must not both be functions"),
        ({"normalizer_fn": 3}, "`normalizer_fn` must be a function, got 3"),
        ({"missing": "men"}, "Did you mean 'mean'?"),
        ({"missing": float("nan")}, '`missing` must be "error", .* or a finite number, got nan'),
        ({"missing": "mean", "default_value": 3}, "`default_value` and `missing` exclude"),
        ({"default_value": "a"}, "`default_value` of column 'x' must be a number"),
        ({"shape": 0}, "`shape` must be a whole number >= 1, got 0"),
        ({"dtype": "string"}, "`dtype` of numeric column 'x' must be a number's"),
        ({"key": ""}, "`key` must be the name of a column of the data, got ''"),
    ],
)
def test_wrong_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        fc.numeric_column(**{"key": "x", **options})


def test_a_function_that_changes_the_shape_is_refused():
    with pytest.raises(DataError, match="`normalizer_fn` of column 'x' must keep the shape"):
        encode(fc.numeric_column("x", normalizer_fn=np.sum), {"x": [1, 2]})


def test_a_column_with_something_to_learn_says_so():
    with pytest.raises(DataError, match=r"Column 'x' has no mean or std yet. Learn it"):
        fc.Encoder([fc.numeric_column("x", normalizer="zscore")])
    with pytest.raises(DataError, match=r"Column 'x' has no scale yet"):
        fc.numeric_column("x", normalizer="zscore").prepare()
