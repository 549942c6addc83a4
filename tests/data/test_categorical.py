"""Class numbers as rows with a one."""

import numpy as np
import pytest

from deepkit.data import to_categorical
from deepkit.errors import DataError


@pytest.mark.parametrize(
    ("x", "count"),
    [([0, 2], None), ([[0], [2]], None), ([0, 1], 4), (np.zeros((2, 3), int), 2), (1, 3),
     ([1.0, 0.0], None), ([True, False], None), ([[[1]], [[0]]], 2)],
)  # fmt: skip
def test_rows_are_those_of_keras(x, count):
    keras = pytest.importorskip("keras")
    ours, theirs = to_categorical(x, count), keras.utils.to_categorical(x, count)
    np.testing.assert_array_equal(ours, theirs)
    assert (ours.dtype, ours.shape) == ("float32", theirs.shape)


def test_no_rows_for_no_classes():
    assert to_categorical([], 3).shape == (0, 3)
    assert to_categorical([]).shape == (0, 0)


@pytest.mark.parametrize("x", [[0.5], ["a"], [np.nan], [None]])
def test_class_numbers_are_whole(x):
    with pytest.raises(DataError, match="`x` must hold whole class numbers, got"):
        to_categorical(x)


@pytest.mark.parametrize("x", [[0, 3], [-1, 2]])
def test_a_class_that_is_not_there_is_refused(x):
    with pytest.raises(DataError, match=f"classes from 0 to 2, got {min(x)} to {max(x)}"):
        to_categorical(x, 3)


def test_there_is_at_least_one_class():
    with pytest.raises(ValueError, match="`num_classes` must be a whole number >= 1, got 0"):
        to_categorical([0], 0)
