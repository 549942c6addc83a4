"""Piecewise constant rates, worked by hand."""

import numpy as np
import pytest

from deepkit.optimizers.schedules import PiecewiseConstantDecay


@pytest.mark.parametrize("boundaries", [[10, 20], [10.0, 20.0], (10.5, 20.5)])
def test_a_value_holds_up_to_its_boundary(boundaries):
    schedule = PiecewiseConstantDecay(boundaries, [1.0, 0.5, 0.25])
    found = [float(schedule(step)) for step in (0, 10, 11, 20, 21, 1000)]
    assert found == [1.0, 1.0, 0.5, 0.5, 0.25, 0.25]


def test_large_boundaries_are_exact():
    schedule = PiecewiseConstantDecay([2**24], [1.0, 0.5])
    assert [float(schedule(np.int32(2**24 + i))) for i in (0, 1)] == [1.0, 0.5]


def test_a_step_that_is_no_whole_number_is_taken_as_it_is():
    schedule = PiecewiseConstantDecay([1], [1.0, 0.5])
    assert [float(schedule(step)) for step in (1.0, 1.5)] == [1.0, 0.5]


def test_there_must_be_one_value_more_than_boundaries():
    with pytest.raises(ValueError, match=r"one more .* got 2 values and 2 boundaries"):
        PiecewiseConstantDecay([10, 20], [1.0, 0.5])


def test_boundaries_must_grow():
    with pytest.raises(ValueError, match=r"`boundaries` must grow, got \[20, 10\]"):
        PiecewiseConstantDecay([20, 10], [1.0, 0.5, 0.1])
