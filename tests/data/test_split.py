"""The last rows are set aside, as many as Keras sets aside."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from keras.src.trainers.data_adapters import array_slicing

from deepkit.data import train_validation_split
from deepkit.errors import DataError


@given(rows=st.integers(2, 500), share=st.floats(0.01, 0.99))
def test_the_border_is_where_keras_has_it(rows, share):
    assume(0 < int(np.floor(rows * (1 - share))) < rows)
    (expected, *_), _ = array_slicing.train_validation_split((np.arange(rows), None, None), share)
    (x, _, _), (x_validation, _, _) = train_validation_split((np.arange(rows), None, None), share)
    np.testing.assert_array_equal(x, expected)
    np.testing.assert_array_equal(np.concatenate([x, x_validation]), np.arange(rows))


def test_all_arrays_of_a_structure_are_split():
    data = ({"a": np.arange(100), "b": np.zeros((100, 2))}, pd.Series(range(100)), None)
    (x, y, _), (x_validation, y_validation, w_validation) = train_validation_split(data, 0.33)
    assert (len(x["a"]), len(x["b"]), len(y)) == (67, 67, 67)
    assert x_validation["a"][0] == y_validation[0, 0] == 67
    assert w_validation is None


@pytest.mark.parametrize("share", [-0.1, 0, 1, 1.5])
def test_a_share_outside_of_its_range_is_refused(share):
    with pytest.raises(DataError, match=f"must be above 0 and below 1, got {share}"):
        train_validation_split((np.zeros(10), None, None), share)


@pytest.mark.parametrize(("rows", "share"), [(1, 0.5), (10, 1e-20), (3, 0.9)])
def test_a_split_that_leaves_a_part_empty_is_refused(rows, share):
    with pytest.raises(DataError, match=f"leaves one part of the {rows} rows empty"):
        train_validation_split((np.zeros(rows), None, None), share)


def test_a_stream_cannot_be_split():
    with pytest.raises(DataError, match=r"`x` is of type generator\. Pass `validation_data`"):
        train_validation_split(((i for i in range(3)), None, None), 0.5)
