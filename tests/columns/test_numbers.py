"""Input columns as numbers: their shape, and what is refused."""

import numpy as np
import pytest

from deepkit.columns._numbers import numbers_of
from deepkit.errors import DataError
from deepkit.feature_column import as_table


def read(values, shape=(1,)):
    return numbers_of(as_table({"x": values})["x"], "x", shape)


def test_numbers_become_rows_of_float64():
    assert read([1, 2]).tolist() == [[1.0], [2.0]]
    assert read([True, None])[0] == [1.0]
    assert read(np.ones((3, 2, 2)), (2, 2)).shape == (3, 4)
    assert read([[1.0], [2.0]]).dtype == np.float64


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["1.5", "b"], "Column 'x' must hold numbers of shape .1,., got text: '1.5', 'b'."),
        ([[1.0], [1.0, 2.0]], "got lists of different lengths"),
        ([[1.0, 2.0]], r"must hold rows of shape \(1,\), got \(2,\)"),
        (np.zeros((2, 0)), r"must hold rows of shape \(1,\), got \(0,\)"),
        ([1.0, float("inf")], "must hold finite numbers, got infinity in row 1."),
    ],
)
def test_what_is_no_number_is_refused_by_name(values, message):
    with pytest.raises(DataError, match=message):
        read(values)
