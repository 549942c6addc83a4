"""Rows are made up that columns can read."""

import pytest

from deepkit import feature_column as fc
from deepkit.columns import sample_columns
from tests.columns._kinds import ALL


def test_rows_are_made_up_for_all_kinds_of_columns():
    arrays = fc.Encoder(ALL).encode(sample_columns(ALL))
    assert {len(array) for array in arrays.values()} == {3}


@pytest.mark.parametrize("column", ALL, ids=lambda column: column._kind)
def test_rows_are_made_up_for_each_kind_alone(column):
    fc.Encoder([column]).encode(sample_columns([column]))


def test_there_is_a_word_that_is_known_one_that_is_not_and_none():
    word = fc.categorical_column_with_vocabulary_list("w", ["a", "b"], num_oov_buckets=1)
    assert fc.Encoder([word]).encode(sample_columns([word]))["w"].ravel().tolist() == [0, 2, -1]


def test_columns_that_allow_no_gaps_get_none():
    word = fc.categorical_column_with_vocabulary_list(
        "w", ["a", "b"], missing="error", unseen="error"
    )
    columns = [word, fc.numeric_column("n")]
    fc.Encoder(columns).encode(sample_columns(columns))
