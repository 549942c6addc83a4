"""Encoded arrays filled up along their open axes."""

import numpy as np

from deepkit import feature_column as fc
from deepkit.columns import Padding, padded, paddings, sizes_of

TAGS = fc.categorical_column_with_hash_bucket("tags", 9)
COLUMNS = [
    fc.numeric_column("age"),
    fc.bucketized_column(fc.numeric_column("age"), [3.0]),
    fc.weighted_categorical_column(TAGS, "worth"),
    fc.crossed_column(["tags", "town"], 5),
    fc.sequence_numeric_column("pulse", default_value=7.0),
    fc.sequence_categorical_column_with_identity("page", 4),
    fc.ArrayColumn("image", (None, 3)),
]


def test_open_axes_have_names_and_what_they_are_filled_with():
    assert paddings(COLUMNS) == {
        "tags": Padding(("ids",), -1),
        "tags_weighted_by_worth": Padding(("ids",), 0),
        "tags_X_town": Padding(("ids",), -1),
        "pulse": Padding(("steps",), 7.0),
        "page": Padding(("steps", "ids"), -1),
        "sequence_mask": Padding(("steps",), 0),
    }


def test_the_largest_size_of_an_axis_counts():
    arrays = {"a": np.zeros((2, 3)), "b": np.zeros((2, 5, 4))}
    told = {"a": Padding(("ids",), -1), "b": Padding(("steps", "ids"), -1)}
    assert sizes_of(arrays, told) == {"ids": 4, "steps": 5}


def test_arrays_are_filled_up_behind_what_they_hold():
    ids = np.array([[1, 2]], "int32")
    full = padded(ids, Padding(("ids",), -1), {"ids": 4})
    assert full.tolist() == [[1, 2, -1, -1]]
    assert full.dtype == np.int32
    assert padded(ids, Padding(("ids",), -1), {"ids": 2}) is ids


def test_axes_that_are_not_open_stay_as_they_are():
    steps = np.ones((1, 1, 2), "float32")
    full = padded(steps, Padding(("steps",), 7.0), {"steps": 2})
    assert full.tolist() == [[[1, 1], [7, 7]]]
    mask = padded(np.array([[True]]), Padding(("steps",), 0), {"steps": 2})
    assert mask.tolist() == [[True, False]]
    assert mask.dtype == bool
