"""What columns learn: which of them, from what, and what is refused."""

import pytest

from deepkit import feature_column as fc
from deepkit.errors import DataError
from deepkit.feature_column._learners import learners_of

WORDS = {"word": ["b", "a", "b", "c", "", "b", "c"]}


def vocabulary(data=WORDS, weight=None, **options):
    column = fc.categorical_column_with_vocabulary_list("word", **options)
    return fc.learn([column], data, sample_weight=weight).resolved(column).vocabulary


def test_only_what_is_open_is_learned():
    given = [fc.numeric_column("x"), fc.categorical_column_with_vocabulary_list("y", ["a"])]
    assert learners_of(given) == {}
    job = fc.categorical_column_with_vocabulary_list("job")
    learners = learners_of([fc.embedding_column(job, 3), fc.crossed_column([job, "city"], 9)])
    assert list(learners) == [job]


def test_vocabularies_are_in_order_whatever_the_counts():
    assert vocabulary() == ("a", "b", "c")
    assert vocabulary({"word": [3, 1, -1, 2, 3]}) == (1, 2, 3)
    assert vocabulary({"word": [["b", "a"], [], ["c"]]}) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"max_tokens": 2}, ("b", "c")),
        ({"max_tokens": 1}, ("b",)),
        ({"min_count": 2}, ("b", "c")),
        ({"min_count": 3}, ("b",)),
    ],
)
def test_rare_categories_can_be_left_out(options, expected):
    assert vocabulary(**options) == expected


def test_categories_count_by_weight():
    weight = [1, 9, 1, 0, 1, 1, 0]
    assert vocabulary(weight=weight) == ("a", "b")
    assert vocabulary(weight=weight, max_tokens=1) == ("a",)


def test_a_declared_type_is_held_to():
    with pytest.raises(DataError, match=r"Column 'word' must hold .*, got 'b', 'a', 'c'"):
        vocabulary(dtype="int64")


def test_a_vocabulary_needs_values():
    with pytest.raises(DataError, match="'word' has no values to learn a vocabulary from"):
        vocabulary({"word": ["", ""]})
    with pytest.raises(DataError, match="or none 4 times"):
        vocabulary(min_count=4)


def test_a_scale_needs_values():
    column = fc.numeric_column("x", normalizer="zscore", missing="mean")
    with pytest.raises(DataError, match="Column 'x' has nothing but missing values to learn from"):
        fc.learn([column], {"x": [None, None]})
