"""Vocabulary columns: places in a list, from a file or learned, and what is not in it."""

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.columns._farmhash import fingerprint64
from deepkit.errors import DataError

make = fc.categorical_column_with_vocabulary_list


def encode(values, *arguments, **options):
    return fc.Encoder([make("x", *arguments, **options)]).encode({"x": values})["x"][:, 0].tolist()


def test_texts_and_numbers_have_their_place_as_id():
    assert encode(["b", "a", ""], ["a", "b"]) == [1, 0, -1]
    assert encode([3, 7, -1], np.array([7, 3])) == [1, 0, -1]
    assert encode([True, False], [0, 1]) == [1, 0]
    assert encode([7.0, None], [7]) == [0, -1]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, -1),
        ({"default_value": 1}, 1),
        ({"num_oov_buckets": 5}, 2 + int(fingerprint64(["z"])[0]) % 5),
        ({"unseen": "ignore"}, -1),
        ({"unseen": "own"}, 2),
    ],
)
def test_what_is_not_in_the_list_becomes_what_was_said(options, expected):
    assert encode(["z"], ["a", "b"], **options) == [expected]


def test_unknown_numbers_are_hashed_as_they_are_printed():
    found = encode([9], [1, 2], num_oov_buckets=50)
    assert found == [2 + int(fingerprint64(["9"])[0]) % 50]


def test_unseen_categories_can_be_an_error_that_names_them():
    message = r"Column 'x' holds 'y', 'z', not in its vocabulary \('a', 'b'\). Say by `unseen`"
    with pytest.raises(DataError, match=message):
        encode(["a", "y", "z", "y"], ["a", "b"], unseen="error")


@pytest.mark.parametrize(
    ("values", "vocabulary", "message"),
    [
        ([3, 4], ["a"], "Column 'x' must hold text, as its vocabulary does, got 3, 4"),
        (["a"], [3], "Column 'x' must hold whole numbers, as its vocabulary does, got 'a'"),
        ([0.5], [3], r"Column 'x' must hold text or whole numbers, got \[0.5\]"),
    ],
)
def test_values_of_another_type_are_refused(values, vocabulary, message):
    with pytest.raises(DataError, match=message):
        encode(values, vocabulary)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"vocabulary_list": []}, "`vocabulary_list` of column 'x' must not be empty"),
        ({"vocabulary_list": "abc"}, "`vocabulary_list` of column 'x' must be a list, got 'abc'"),
        ({"vocabulary_list": ["a", "b", "a"]}, "must not hold a category twice, got 'a' again"),
        ({"vocabulary_list": ["a", 1]}, "must hold only text or only whole numbers, got 'a', 1"),
        ({"vocabulary_list": [1.5]}, "must hold only text or only whole numbers, got 1.5"),
        ({"vocabulary_list": ["a"], "dtype": "int64"}, "must hold 'int64', got 'a'"),
        ({"default_value": 0, "num_oov_buckets": 1}, "'x' exclude each other, got 0 and 1"),
        ({"vocabulary_list": ["a"], "default_value": 1}, "must be an id below 1, got 1"),
        ({"num_oov_buckets": -1}, "`num_oov_buckets` must be a whole number >= 0"),
        ({"max_tokens": 0}, "`max_tokens` must be a whole number >= 1"),
        ({"min_count": -1}, "`min_count` must be >= 0, got -1"),
    ],
)
def test_wrong_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        make("x", **options)


def test_a_file_holds_a_category_a_line(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("a\nb\nc\n")
    read = fc.categorical_column_with_vocabulary_file
    assert read("x", path) == make("x", ["a", "b", "c"], "string")
    assert read("x", path, 2).vocabulary == ("a", "b")
    assert read("x", path, num_oov_buckets=3).num_buckets == 6


def test_a_file_can_hold_whole_numbers(tmp_path):
    path = tmp_path / "numbers.txt"
    path.write_text("7\n3\n")
    read = fc.categorical_column_with_vocabulary_file
    assert read("x", str(path), dtype="int64").vocabulary == (7, 3)
    path.write_text("7\nb\n")
    with pytest.raises(ValueError, match="file of column 'x' must hold whole numbers, got 'b'"):
        read("x", path, dtype="int64")


def test_a_file_with_fewer_lines_than_said_is_refused(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("a\nb\n")
    with pytest.raises(ValueError, match="`vocabulary_size` of column 'x' must be at most the 2"):
        fc.categorical_column_with_vocabulary_file("x", path, 3)


def test_an_unlearned_vocabulary_says_so():
    with pytest.raises(DataError, match=r"Column 'x' has no vocabulary yet. Learn it"):
        _ = make("x").num_buckets
