"""Arrays must agree in their rows, and targets must be finite."""

import numpy as np
import pytest

from deepkit.data import check_targets
from deepkit.data._checks import count_rows
from deepkit.errors import DataError


def test_counts_the_rows_of_all_arrays():
    assert count_rows({"a": np.zeros((3, 2)), "b": np.zeros(3)}, [np.zeros(3), None]) == 3


def test_different_lengths_are_listed_for_each_part():
    x, y, w = {"a": np.zeros(10), "b": np.zeros(10)}, np.zeros(9), np.zeros(8)
    with pytest.raises(DataError, match="got x: 10, 10; y: 9; sample_weight: 8"):
        count_rows(x, y, w)


def test_no_rows_and_no_arrays_are_refused():
    with pytest.raises(DataError, match="`x` is empty: it has 0 rows"):
        count_rows(np.zeros((0, 3)))
    with pytest.raises(DataError, match="`x` holds no array"):
        count_rows({}, np.zeros(3))


def test_finite_targets_pass_even_if_their_sum_overflows():
    check_targets({"a": np.full(10, 3e38, "float32"), "b": np.arange(3), "c": None})


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_targets_that_are_not_finite_are_counted(bad):
    y = np.zeros((5, 2), "float32")
    y[2], y[4, 0] = bad, bad
    with pytest.raises(DataError, match=r"`y\['a'\]` holds NaN.* 2 of 5 rows, the first in row 2"):
        check_targets({"a": y})
