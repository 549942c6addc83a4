"""Columns that are taken as they are."""

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.errors import DataError


def encoded(column, values):
    return fc.Encoder([column]).encode({"a": values})["a"]


@pytest.mark.parametrize(
    ("shape", "dtype", "values"),
    [
        ((), "float32", [1.5, 2.5]),
        ((2, 2), "int32", [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]),
        ((2,), "bool", [[True, False], [False, False]]),
        ((None,), "float32", [[1.0, 2.0, 3.0]]),
        ((), "int32", [1.0, 2.0]),
    ],
)
def test_arrays_pass_with_their_shape(shape, dtype, values):
    found = encoded(fc.ArrayColumn("a", shape, dtype), values)
    assert str(found.dtype) == dtype
    np.testing.assert_array_equal(found, values)


def test_one_number_a_row_may_have_an_axis_of_its_own():
    assert encoded(fc.ArrayColumn("a", (1,)), [1.0, 2.0]).shape == (2, 1)


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        (fc.ArrayColumn("a"), ["x", "y"], "'a' must hold numbers, got 'x', 'y'. Give columns that"),
        (fc.ArrayColumn("a", (3,)), [[1.0, 2.0]], r"rows of shape \(3,\), got \(2,\)"),
        (fc.ArrayColumn("a"), [1.0, np.nan], "must hold finite numbers, got nan in row 1"),
        (
            fc.ArrayColumn("a", (), "int32"),
            [1, 2**40],
            "whole numbers of 32 bits, got 1099511627776",
        ),
        (fc.ArrayColumn("a", (), "int32"), [0.5], "whole numbers of 32 bits, got 0.5 in row 0"),
        (fc.ArrayColumn("a", (), "bool"), [0, 2], "must hold booleans, got 2 in row 1"),
    ],
)
def test_what_does_not_fit_is_refused(column, values, message):
    with pytest.raises(DataError, match=message):
        encoded(column, values)


def test_an_unknown_dtype_is_refused():
    with pytest.raises(ValueError, match="`dtype` must be one of"):
        fc.ArrayColumn("a", (), "float64")


def test_the_column_of_an_array_has_its_shape_and_kind():
    assert fc.array_column("a", np.zeros((3, 2))) == fc.ArrayColumn("a", (2,), "float32")
    assert fc.array_column("a", np.zeros(3, "int8")) == fc.ArrayColumn("a", (), "int32")
    assert fc.array_column("a", np.zeros(3, bool)).dtype == "bool"
    assert fc.array_column("a", np.array(["x"], object)) is None


def test_a_config_brings_it_back():
    encoder = fc.Encoder([fc.ArrayColumn("a", (2, None), "int32")])
    assert fc.Encoder.from_config(encoder.get_config()) == encoder
