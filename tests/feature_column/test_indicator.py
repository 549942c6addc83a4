"""Indicator columns: counts of categories."""

import pytest

from deepkit import feature_column as fc


def dense(column, data):
    encoder = fc.learn([column], data)
    return fc.input_layer(encoder.encode(data), [column], encoder).tolist()


def test_categories_are_counted():
    column = fc.indicator_column(fc.categorical_column_with_vocabulary_list("x", ["a", "b"]))
    assert column.name == "x_indicator"
    assert dense(column, {"x": [["a", "a", "b"], []]}) == [[2, 1], [0, 0]]


def test_weights_are_added_up():
    word = fc.categorical_column_with_vocabulary_list("x", ["a", "b"])
    column = fc.indicator_column(fc.weighted_categorical_column(word, "w"))
    data = {"x": [["a", "a", "b"], ["b"]], "w": [[1.0, 2.0, -1.0], [0.5]]}
    assert dense(column, data) == [[3, -1], [0, 0.5]]


def test_only_categorical_columns_can_be_counted():
    with pytest.raises(ValueError, match="`categorical_column` must be a categorical column, got"):
        fc.indicator_column(fc.numeric_column("x"))
