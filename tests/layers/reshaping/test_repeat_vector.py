"""RepeatVector."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.layers import RepeatVector


def test_each_sample_is_repeated_along_a_new_axis():
    y = RepeatVector(2)(np.array([[1.0, 2], [3, 4]]))
    np.testing.assert_array_equal(y, [[[1, 2], [1, 2]], [[3, 4], [3, 4]]])


def test_it_refuses_samples_that_are_no_vectors():
    with pytest.raises(ShapeError, match=r"of 2 axes, got shape \(2, 3, 4\)"):
        RepeatVector(2)(np.ones((2, 3, 4)))


def test_it_refuses_to_repeat_less_than_once():
    with pytest.raises(ValueError, match="`n` must be a whole number >= 1, got 0"):
        RepeatVector(0)
