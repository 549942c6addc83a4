"""Sequence columns: steps, their mask, and what fills rows up."""

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.columns import Reading
from deepkit.errors import DataError

WORDS = {"word": [["a", "b", "a"], [], ["b"]]}
MASK = [[True, True, True, False], [False] * 4, [True, False, False, False]]


@pytest.mark.parametrize(
    "column",
    [
        fc.sequence_categorical_column_with_vocabulary_list("word", ["a", "b"]),
        fc.sequence_categorical_column_with_vocabulary_list("word"),
    ],
)
def test_categories_are_spread_over_steps(column):
    arrays = fc.learn([column], WORDS).encode(WORDS)
    assert arrays["word"][..., 0].tolist() == [[0, 1, 0, -1], [-1] * 4, [1, -1, -1, -1]]
    assert arrays["sequence_mask"].tolist() == MASK


def test_hashed_and_numbered_categories_are_spread_too(tmp_path):
    hashed = fc.sequence_categorical_column_with_hash_bucket("word", 9)
    plain = fc.categorical_column_with_hash_bucket("word", 9)
    ids = fc.Encoder([plain]).encode({"word": ["a", "b"]})["word"][:, 0].tolist()
    found = fc.Encoder([hashed]).encode({"word": [["a", "b"]]})["word"]
    assert found[0, :, 0].tolist() == ids
    numbered = fc.sequence_categorical_column_with_identity("n", 9, default_value=8)
    assert fc.Encoder([numbered]).encode({"n": [[3, 70]]})["n"][0, :, 0].tolist() == [3, 8]


def test_a_file_gives_the_categories_of_steps(tmp_path):
    (tmp_path / "words").write_text("a\nb\nc")
    read = fc.sequence_categorical_column_with_vocabulary_file
    column = read("word", tmp_path / "words", 2, num_oov_buckets=1)
    assert column.num_buckets == 3
    assert fc.Encoder([column]).encode({"word": [["c", "b"]]})["word"][0, :, 0].tolist() == [2, 1]


def test_steps_can_hold_several_categories():
    column = fc.sequence_categorical_column_with_vocabulary_list("word", ["a", "b"])
    found = fc.Encoder([column]).encode({"word": [[["a", "b"], ["b"]], [["a"]]]})["word"]
    assert found.tolist() == [[[0, 1], [1, -1]], [[0, -1], [-1, -1]]]


def test_missing_steps_within_a_sequence_can_have_a_category():
    column = fc.sequence_categorical_column_with_vocabulary_list("word", ["a"], missing="own")
    found = fc.Encoder([column]).encode({"word": [["", "a"], ["a"]]})["word"][..., 0]
    assert found.tolist() == [[1, 0], [0, -1]]


def test_numbers_are_spread_and_filled_up():
    column = fc.sequence_numeric_column("x", default_value=-9.0)
    arrays = fc.Encoder([column]).encode({"x": [[1, 2, 3], [4]]})
    assert arrays["x"][..., 0].tolist() == [[1, 2, 3, -9], [4, -9, -9, -9]]
    assert arrays["x"].dtype == "float32"


def test_all_steps_are_learned_from():
    column = fc.sequence_numeric_column("x", normalizer="zscore")
    encoder = fc.learn([column], {"x": [[1, 3], [5], []]}, sample_weight=[1, 2, 1])
    statistics = encoder.resolved(column).numeric_column.statistics
    values = [1, 3, 5, 5]
    np.testing.assert_allclose(statistics, [[np.mean(values)], [np.std(values)]])


def test_steps_can_hold_several_numbers():
    column = fc.sequence_numeric_column("x", (2,))
    arrays = fc.Encoder([column]).encode({"x": [[[1, 2]], [[3, 4], [5, 6]]]})
    assert arrays["x"].tolist() == [[[1, 2], [0, 0]], [[3, 4], [5, 6]]]


def test_missing_numbers_within_a_sequence_follow_the_policy():
    with pytest.raises(DataError, match="Column 'x' has missing values"):
        fc.Encoder([fc.sequence_numeric_column("x")]).encode({"x": [[1, None, 2], [1]]})
    column = fc.sequence_numeric_column("x", missing=7.0)
    found = fc.Encoder([column]).encode({"x": [[None, 1], [1]]})["x"][..., 0]
    assert found.tolist() == [[7, 1], [1, 0]]


def test_sequences_of_a_row_must_have_one_length():
    columns = [
        fc.sequence_numeric_column("x"),
        fc.sequence_categorical_column_with_vocabulary_list("word", ["a"]),
    ]
    message = "column 'word' has 1 steps where another has 2, in row 0"
    with pytest.raises(DataError, match=message):
        fc.Encoder(columns).encode({"x": [[1, 2], [3]], "word": [["a"], ["a"]]})


def test_a_sequence_has_no_indicator_of_missing_numbers():
    with pytest.raises(ValueError, match="`missing` of a sequence must be"):
        fc.sequence_numeric_column("x", missing="indicator")


def test_lengths_are_those_of_the_sequences_that_columns_are_made_of():
    table = fc.as_table({"page": [["a"], ["b", "a"], []], "pulse": [[1.0], [2.0, 3.0], []]})
    page = fc.sequence_categorical_column_with_hash_bucket("page", 5)
    columns = [fc.embedding_column(page, 2), fc.sequence_numeric_column("pulse")]
    assert fc.sequence_lengths(columns, table).tolist() == [1, 2, 0]


def test_lengths_that_contradict_each_other_are_refused():
    table = fc.as_table({"a": [[1.0], [2.0, 3.0]], "b": [[1.0], [2.0]]})
    columns = [fc.sequence_numeric_column("a"), fc.sequence_numeric_column("b")]
    with pytest.raises(DataError, match="column 'b' has 1 steps where 'a' has 2, in row 1"):
        fc.sequence_lengths(columns, table)
    with pytest.raises(ValueError, match="`columns` must hold at least one column of sequences"):
        fc.sequence_lengths([fc.numeric_column("c")], table)


def test_the_ids_of_sequences_have_an_axis_for_the_steps():
    column = fc.sequence_categorical_column_with_vocabulary_list("words", ["a", "b"])
    encoder = fc.Encoder([column])
    data = {"words": [["b", "a", "z"], []]}
    ids = column.ids(Reading(fc.as_table(data)))
    assert ids.dtype == np.int64
    np.testing.assert_array_equal(ids, encoder.encode(data)["words"])
    assert ids[..., 0].tolist() == [[1, 0, -1, -1], [-1, -1, -1, -1]]
