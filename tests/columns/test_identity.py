"""Identity columns: numbers that are ids, and others."""

import pytest

from deepkit import feature_column as fc
from deepkit.errors import DataError

MONTHS = {"month": [0, 3, -1, 7]}


def encode(data, **options):
    column = fc.categorical_column_with_identity("month", 4, **options)
    return fc.Encoder([column]).encode(data)["month"][:, 0].tolist()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"default_value": 2}, [0, 3, -1, 2]),
        ({"unseen": "ignore"}, [0, 3, -1, -1]),
        ({"unseen": "own"}, [0, 3, -1, 4]),
        ({"unseen": "own", "missing": "own"}, [0, 3, 5, 4]),
    ],
)
def test_numbers_out_of_range_become_what_the_policy_says(options, expected):
    assert encode(MONTHS, **options) == expected


def test_numbers_out_of_range_are_an_error_by_default():
    message = "Column 'month' must hold whole numbers from 0 to 3, got 7 in row 3. Raise"
    with pytest.raises(DataError, match=message):
        encode(MONTHS)
    with pytest.raises(DataError, match="got -2 in row 0"):
        encode({"month": [-2]})


def test_missing_ids_are_minus_one_and_nan():
    assert encode({"month": [1, -1]}) == [1, -1]
    assert encode({"month": [1.0, None]}) == [1, -1]


def test_text_is_refused():
    with pytest.raises(DataError, match="Column 'month' must hold whole numbers, got 'May'"):
        encode({"month": ["May", ""]})
    assert encode({"month": ["", ""]}) == [-1, -1]


def test_own_categories_count_as_buckets():
    column = fc.categorical_column_with_identity("x", 4, unseen="own", missing="own")
    assert column.num_buckets == 6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("x", 0), "`num_buckets` must be a whole number >= 1, got 0"),
        (("x", 2**31), "`num_buckets` must be at most 2147483647"),
        (("x", 3, 3), "`default_value` must be an id below 3, got 3"),
        ((3, 3), "`key` must be the name of a column"),
    ],
)
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        fc.categorical_column_with_identity(*arguments)
