"""Initializers that draw nothing: their numbers by hand."""

import numpy as np
import pytest

from deepkit import initializers
from deepkit.errors import ShapeError


@pytest.mark.parametrize(
    ("initializer", "expected"),
    [
        (initializers.Zeros(), [[0, 0, 0], [0, 0, 0]]),
        (initializers.Ones(), [[1, 1, 1], [1, 1, 1]]),
        (initializers.Constant(), [[0, 0, 0], [0, 0, 0]]),
        (initializers.Constant(2.5), [[2.5, 2.5, 2.5], [2.5, 2.5, 2.5]]),
        (initializers.Constant([1, 2, 3]), [[1, 2, 3], [1, 2, 3]]),
        (initializers.Constant(np.array([[1.0], [2.0]])), [[1, 1, 1], [2, 2, 2]]),
        (initializers.Identity(), [[1, 0, 0], [0, 1, 0]]),
        (initializers.Identity(2.0), [[2, 0, 0], [0, 2, 0]]),
    ],
)
def test_values_are_those_asked_for(initializer, expected):
    found = initializer((2, 3))
    assert (found.dtype, found.tolist()) == ("float32", expected)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "int32"])
@pytest.mark.parametrize("name", ["Constant", "Identity", "Ones", "Zeros"])
def test_values_have_the_dtype_asked_for(name, dtype):
    assert getattr(initializers, name)()((2, 2), dtype).dtype == dtype


def test_a_whole_factor_of_an_identity_of_whole_numbers_is_kept():
    assert initializers.Identity(3)((2, 2), "int32").tolist() == [[3, 0], [0, 3]]


def test_values_may_be_truths():
    assert initializers.Constant(True)((2,), "bool").tolist() == [True, True]


def test_a_single_number_has_no_axes():
    assert float(initializers.Constant(4.0)(())) == 4.0


@pytest.mark.parametrize("shape", [(3,), (2, 2, 2)])
def test_only_a_matrix_can_be_an_identity(shape):
    with pytest.raises(ShapeError, match=r"An identity has two axes, got shape \("):
        initializers.Identity()(shape)


def test_an_array_that_does_not_fit_the_shape_is_refused():
    with pytest.raises(ValueError, match="broadcast"):
        initializers.Constant([1.0, 2.0, 3.0])((2,))
