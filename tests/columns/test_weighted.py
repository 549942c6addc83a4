"""Weighted columns: a weight for each category of a row."""

import pytest

from deepkit import feature_column as fc
from deepkit.errors import DataError

WORD = fc.categorical_column_with_vocabulary_list("word", ["a", "b"])
COLUMN = fc.weighted_categorical_column(WORD, "weight")


def encode(words, weights):
    return fc.Encoder([COLUMN]).encode({"word": words, "weight": weights})


def test_weights_stand_beside_the_ids():
    arrays = encode([["a", "b", "z"], ["b"]], [[2, 0, 3], [-1]])
    assert arrays["word"].tolist() == [[0, 1, -1, -1], [1, -1, -1, -1]]
    assert arrays["word_weighted_by_weight"].tolist() == [[2, 0, 3, 0], [-1, 0, 0, 0]]


def test_one_weight_for_one_category_is_a_plain_column():
    arrays = encode(["a", "b"], [0.5, 2])
    assert arrays["word_weighted_by_weight"].tolist() == [[0.5], [2]]
    assert arrays["word_weighted_by_weight"].dtype == "float32"


def test_a_row_without_a_category_needs_no_weight():
    arrays = encode([["a"], [], ["a", "b"]], [[1.0], [], [2.0, 3.0]])
    assert arrays["word_weighted_by_weight"].tolist() == [[1, 0], [0, 0], [2, 3]]
    assert encode(["a", ""], [1.0, None])["word_weighted_by_weight"].tolist() == [[1], [0]]


@pytest.mark.parametrize(
    ("words", "weights", "message"),
    [
        ([["a", "b"], ["a"]], [[1.0], [2.0]], "for each value of 'word', got 1 for 2 in row 0"),
        (
            ["a", "b"],
            [1.0, None],
            "one finite weight for each value of 'word', got 0 for 1 in row 1",
        ),
        (["a"], ["heavy"], "Column 'weight' must hold weights, got .'heavy'."),
        ([["a"], ["a", "b"]], [["x"], ["y", "z"]], "Column 'weight' must hold weights, got .'x'."),
    ],
)
def test_weights_that_do_not_fit_are_refused(words, weights, message):
    with pytest.raises(DataError, match=message):
        encode(words, weights)


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="must be an identity, vocabulary or hashed column"):
        fc.weighted_categorical_column(fc.crossed_column(["a", "b"], 9), "weight")
    with pytest.raises(ValueError, match="`weight_feature_key` must be the name of a column"):
        fc.weighted_categorical_column(WORD, "")
    with pytest.raises(ValueError, match="`dtype` of the weights 'w' must be a number's"):
        fc.weighted_categorical_column(WORD, "w", "string")
