"""Tests of raw columns."""

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.estimators.reports._features import Feature, features_of, tied
from deepkit.feature_column import as_table

ORDER = np.array([2, 0, 1])


def test_columns_with_names_are_called_by_them():
    features = features_of(as_table({"age": [1, 2], "job": ["a", "b"], "w": [1, 1]}), without="w")
    assert features == [Feature("age", "age"), Feature("job", "job")]


def test_columns_of_a_matrix_are_numbered():
    features = features_of(as_table(np.zeros((2, 2))))
    assert features == [Feature("x0", "x", 0), Feature("x1", "x", 1)]


def test_a_column_is_shuffled_alone():
    table = as_table({"age": [1, 2, 3], "job": ["a", "b", "c"]})
    shuffled = Feature("job", "job").shuffled(table, ORDER)
    assert shuffled["job"].tolist() == ["c", "a", "b"]
    assert shuffled["age"] is table["age"]
    assert table["job"].tolist() == ["a", "b", "c"]


def test_a_column_of_a_matrix_is_shuffled_alone():
    table = as_table(np.arange(6.0).reshape(3, 2))
    shuffled = Feature("x1", "x", 1).shuffled(table, ORDER)
    assert shuffled.matrix
    assert shuffled["x"].tolist() == [[0, 5], [2, 1], [4, 3]]
    assert table["x"].tolist() == [[0, 1], [2, 3], [4, 5]]


@pytest.mark.parametrize(
    ("feature", "keys", "is_read"),
    [
        (Feature("age", "age"), ("age", "pay"), True),
        (Feature("age", "age"), ("pay",), False),
        (Feature("x1", "x", 1), ("x",), True),
        (Feature("x1", "x", 1), ("x1",), True),
        (Feature("x1", "x", 1), ("x0",), False),
    ],
)
def test_it_is_known_whether_a_column_is_read(feature, keys, is_read):
    assert feature.read_by(keys) is is_read


LISTS = as_table({"p": [[1.0], [2.0, 3.0], []], "w": [["a"], ["b", "c"], []], "age": [1, 2, 3]})
STEPS = [
    fc.sequence_numeric_column("p"),
    fc.sequence_categorical_column_with_vocabulary_list("w", ["a", "b", "c"]),
]


def test_sequences_are_shuffled_together():
    found = tied(features_of(LISTS), LISTS, [*STEPS, fc.numeric_column("age")])
    assert found == [Feature("p + w", "p", None, ("w",)), Feature("age", "age")]
    shuffled = found[0].shuffled(LISTS, ORDER)
    assert shuffled["p"].tolist() == [[], [1.0], [2.0, 3.0]]
    assert shuffled["w"].tolist() == [[], ["a"], ["b", "c"]]
    assert shuffled["age"].tolist() == [1, 2, 3]


def test_lists_of_categories_are_shuffled_with_their_weights():
    words = fc.categorical_column_with_vocabulary_list("w", ["a", "b", "c"])
    found = tied(features_of(LISTS), LISTS, [fc.weighted_categorical_column(words, "p")])
    assert [feature.name for feature in found] == ["p + w", "age"]


def test_single_categories_are_shuffled_without_their_weights():
    table = as_table({"w": ["a", "b"], "p": [1.0, 2.0]})
    words = fc.categorical_column_with_vocabulary_list("w", ["a", "b"])
    found = tied(features_of(table), table, [fc.weighted_categorical_column(words, "p")])
    assert [feature.name for feature in found] == ["w", "p"]
