"""Hashed columns: buckets by fingerprint."""

import pytest

from deepkit import feature_column as fc
from deepkit.columns._farmhash import fingerprint64
from deepkit.errors import DataError


def encode(values, **options):
    column = fc.categorical_column_with_hash_bucket("x", 1000, **options)
    return fc.Encoder([column]).encode({"x": values})["x"]


def test_texts_are_in_the_bucket_of_their_fingerprint():
    expected = [int(n) % 1000 for n in fingerprint64(["a", "日本"])]
    assert encode(["a", "日本", ""])[:, 0].tolist() == [*expected, -1]


def test_numbers_are_hashed_as_they_are_printed():
    assert encode([5, -1])[:, 0].tolist() == [encode(["5"])[0, 0], -1]
    assert encode([5.0, None])[:, 0].tolist() == [encode(["5"])[0, 0], -1]


def test_missing_values_can_have_a_bucket_of_their_own():
    assert encode([""], missing="own").tolist() == [[1000]]
    assert fc.categorical_column_with_hash_bucket("x", 10, missing="own").num_buckets == 11


def test_text_is_refused_where_numbers_were_declared():
    with pytest.raises(DataError, match=r"Column 'x' must hold .*, got 'a', 'b'"):
        encode(["a", "b"], dtype="int64")
    assert encode(["", ""], dtype="int64").tolist() == [[-1], [-1]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("x", 0), "`hash_bucket_size` must be a whole number >= 1"),
        (("x", 2**31), "`hash_bucket_size` must be at most"),
        (("x", 3, "float32"), "`dtype` must be text or a whole number's, got 'float32'"),
    ],
)
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        fc.categorical_column_with_hash_bucket(*arguments)
