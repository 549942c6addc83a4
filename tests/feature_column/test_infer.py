"""Columns are chosen by what the data holds and by the kind of model that is to see them."""

import warnings

import numpy as np
import pandas as pd
import pytest

from deepkit import feature_column as fc
from deepkit.errors import DataError

WORDS = [f"word{i}" for i in range(60)]


def one(values, **options):
    [column] = fc.infer_columns({"c": values}, **options)
    return column


def test_numbers_become_z_scores():
    assert one([1, 2, 3]) == fc.numeric_column("c", normalizer="zscore")
    assert one(np.ones((2, 3)), kind="deep") == fc.numeric_column("c", 3, normalizer="zscore")


def test_missing_numbers_are_told_by_a_second_feature_but_not_in_a_matrix():
    assert one([1, None]) == fc.numeric_column("c", normalizer="zscore", missing="indicator")
    matrix = np.array([[1, np.nan], [2, 3]])
    assert fc.infer_columns(matrix) == (fc.numeric_column("x", 2, normalizer="zscore"),)


def buckets(count, **options):
    return fc.bucketized_column(fc.numeric_column("c", **options), num_buckets=count)


def test_numbers_become_buckets_in_the_wide_part():
    assert one(range(100), kind="wide") == buckets(11)
    assert one([1, None] * 50, kind="wide", buckets=4) == buckets(8, missing="indicator")
    assert one([1, 1], kind="wide") == buckets(10)
    assert one(np.ones((2, 3)), kind="wide") == buckets(10, shape=3)


def test_many_rows_let_a_linear_model_bend():
    scores = fc.numeric_column("c", normalizer="zscore")
    half_zeros = [0, *range(1, 501)] + [0] * 499
    assert fc.infer_columns({"c": half_zeros}) == (scores, buckets(20))
    mostly_zeros = [0] * 9_990 + [1, 2] * 5
    assert fc.infer_columns({"c": mostly_zeros}) == (scores, buckets(100))
    assert fc.infer_columns({"c": mostly_zeros}, buckets=5) == (scores, buckets(50))


def test_a_deep_model_sees_as_buckets_what_is_mostly_one_number():
    mostly_zeros = [0] * 800 + list(range(200))
    assert fc.infer_columns({"c": mostly_zeros}, kind="deep") == (
        fc.numeric_column("c", normalizer="zscore"),
        buckets(51),  # 801 zeros: 10 / 0.199
    )


@pytest.mark.parametrize(
    ("data", "options"),
    [
        ({"c": range(999)}, {}),
        ({"c": range(1000)}, {"buckets": 0}),
        ({"c": range(1000)}, {"kind": "deep"}),
        ({"c": [0, 1] * 500}, {}),
        ({"c": np.eye(1000, 3)}, {}),
        (np.arange(2000).reshape(1000, 2), {}),
    ],
    ids=["few", "unwanted", "deep", "two", "vectors", "matrix"],
)
def test_other_numbers_are_not_put_into_buckets(data, options):
    [column] = fc.infer_columns(data, **options)
    assert isinstance(column, fc.NumericColumn)


@pytest.mark.parametrize(
    "values",
    [
        ["a", "b"],
        [True, False],
        pd.Series(["a", "b"], dtype="category"),
        [["a"], ["a", "b"]],
        [["a", "b"], ["c", "d"]],
        [[1], [2, 3]],
    ],
)
def test_what_is_no_number_becomes_a_vocabulary(values):
    column = fc.categorical_column_with_vocabulary_list("c", max_tokens=10_000)
    assert one(values) == one(values, kind="wide") == column
    assert one(values, kind="deep") == fc.indicator_column(column)


@pytest.mark.parametrize("values", [["a", None], [["a"], []]])
def test_missing_text_is_a_category_where_the_data_has_some(values):
    assert one(values) == fc.categorical_column_with_vocabulary_list(
        "c", max_tokens=10_000, missing="own"
    )


def test_many_categories_become_an_embedding():
    column = fc.categorical_column_with_vocabulary_list("c", max_tokens=10_000)
    assert one(WORDS * 2, kind="deep") == fc.embedding_column(column, round(1.6 * 60**0.56))
    assert one(WORDS * 2, kind="deep", embeddings=60) == fc.indicator_column(column)
    few = fc.categorical_column_with_vocabulary_list("c", max_tokens=7)
    assert one(WORDS * 2, max_tokens=7) == few
    assert one(WORDS * 2, kind="deep", max_tokens=7) == fc.embedding_column(few, 5)


def test_columns_can_be_excluded():
    data = {"a": [1, 2], "b": [3, 4], "c": [5, 6]}
    assert [column.name for column in fc.infer_columns(data, exclude=["a", "c"])] == ["b"]
    with pytest.raises(DataError, match="Column 'd' is missing from the data"):
        fc.infer_columns(data, exclude=["d"])


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (WORDS, "60 of its 60 texts differ, as names of rows do"),
        ([f"this is text {i % 60}" for i in range(100)], "it holds sentences, 60 different ones"),
        ([None] * 60, "it has no values"),
        ([""] * 60, "it has no values"),
        ([[]] * 60, "it has no values"),
        ([[0.5], [1.5, 2.5]] * 30, "it holds lists of lists or of fractions"),
        ([[["a"], ["b", "c"]], [["d"]]] * 30, "it holds lists of lists or of fractions"),
    ],
)
def test_what_cannot_be_used_is_left_out_with_a_warning(values, text):
    data = {"c": values, "n": np.arange(len(values))}
    with pytest.warns(UserWarning, match=f"Column 'c' is left out: {text}"):
        columns = fc.infer_columns(data)
    assert [column.name for column in columns] == ["n"]


def test_texts_of_few_rows_are_no_names():
    assert one(WORDS[:5]).name == "c"


@pytest.mark.parametrize("kind", ["linear", "deep", "wide"])
def test_what_is_inferred_can_be_learned_and_encoded(kind):
    frame = pd.DataFrame(
        {
            "n": [1.0, None, 3.0, 3.0],
            "same": [7, 7, 7, 7],
            "b": [True, False, True, True],
            "t": ["a", None, "b", "a"],
            "l": [["a"], [], ["b", "c"], None],
        }
    )
    columns = fc.infer_columns(frame, kind=kind)
    encoder = fc.learn(columns, frame)
    arrays = encoder.encode(fc.as_table({**frame.take([0]), "t": ["unseen"]}))
    assert all(np.isfinite(array).all() for array in arrays.values())
    assert {key.split("_")[0] for key in arrays} == {"n", "same", "b", "t", "l"}


def test_the_columns_of_adult_are_found_without_a_warning(shared_data):
    table = fc.read_csv(shared_data / "adult-train.csv", names=[f"c{i}" for i in range(15)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        columns = fc.infer_columns(table, exclude=["c14"])
    numeric = [column.name for column in columns if isinstance(column, fc.NumericColumn)]
    assert numeric == ["c0", "c2", "c4", "c10", "c11", "c12"]
    assert sum(isinstance(column, fc.VocabularyColumn) for column in columns) == 8


def test_data_without_any_usable_column_is_refused():
    with (
        pytest.warns(UserWarning, match="it has no values"),
        pytest.raises(DataError, match=r"No column of the data can be used. Pass `feature_"),
    ):
        fc.infer_columns({"c": [None]})


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"kind": "flat"}, "`kind` must be one of 'linear', 'deep', 'wide', got 'flat'"),
        ({"buckets": -1}, "`buckets` must be a whole number >= 0, got -1"),
        ({"embeddings": -1}, "`embeddings` must be a whole number >= 0, got -1"),
        ({"max_tokens": 0}, "`max_tokens` must be a whole number >= 1, got 0"),
    ],
)
def test_options_out_of_range_are_refused(options, text):
    with pytest.raises(ValueError, match=text):
        one([1], **options)


def test_dates_are_days_and_no_silent_matter():
    days = {"day": pd.date_range("2024-01-01", periods=3), "n": [1, 2, 3]}
    with pytest.warns(
        UserWarning, match=r"'day' holds dates, .* `frame\['day'\].dt.month`"
    ) as told:
        day, _ = fc.infer_columns(days)
    assert len(told) == 1
    assert day == fc.numeric_column("day", normalizer="zscore", dtype="datetime64[D]")
    assert fc.infer_columns(days, exclude=["day"])


def test_dates_in_buckets_are_dates_too():
    days = {"day": pd.date_range("2020-01-01", periods=1000)}
    with pytest.warns(UserWarning, match="holds dates"):
        columns = fc.infer_columns(days)
    source = fc.numeric_column("day", dtype="datetime64[D]")
    assert columns[1] == fc.bucketized_column(source, num_buckets=11)
