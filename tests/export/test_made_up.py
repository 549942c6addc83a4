"""Inputs made up to compare on."""

import numpy as np
import pytest

from deepkit.export import TensorSpec, made_up, of_rows


@pytest.mark.parametrize("dtype", ["float32", "int32", "uint8", "bool", "float64"])
def test_numbers_are_of_the_dtype_and_whole_ones_few(dtype):
    x = made_up(TensorSpec("x", (None, 40), dtype), 3, np.random.default_rng(0))
    assert (x.shape, x.dtype) == ((3, 40), dtype)
    if x.dtype.kind != "f":
        assert set(np.unique(x).tolist()) == {0, 1}


def test_open_axes_have_some_size_and_others_their_own():
    generator = np.random.default_rng(0)
    assert made_up(TensorSpec("x", (None, None, 2), "float32"), 3, generator).shape == (3, 5, 2)
    assert made_up(TensorSpec("x", (4, 2), "float32"), 3, generator).shape == (4, 2)


def test_rows_are_repeated_or_cut_where_their_number_is_open():
    x, spec = np.array([[1], [2]]), TensorSpec("x", (None, 1), "int64")
    assert of_rows(x, 5, spec).ravel().tolist() == [1, 2, 1, 2, 1]
    assert of_rows(x, 1, spec).tolist() == [[1]]
    assert of_rows(x, 5, TensorSpec("x", (2, 1), "int64")) is x
