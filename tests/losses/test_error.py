"""Losses that average a function of the difference, by hand."""

import math

import pytest

from deepkit import losses

TRUE, PRED = [[2.0, 4.0], [1.0, 0.5]], [[1.0, 4.0], [3.0, 1.0]]


def test_squares_are_averaged():
    assert losses.mean_squared_error(TRUE, PRED).tolist() == [0.5, 2.125]
    assert float(losses.MeanSquaredError()(TRUE, PRED)) == (0.5 + 2.125) / 2


def test_sizes_are_averaged():
    assert losses.mean_absolute_error(TRUE, PRED).tolist() == [0.5, 1.25]
    assert float(losses.MeanAbsoluteError(reduction="sum")(TRUE, PRED)) == 1.75


def test_percentages_are_of_the_target():
    assert losses.mean_absolute_percentage_error(TRUE, PRED).tolist() == [25.0, 150.0]
    assert float(losses.MeanAbsolutePercentageError()(TRUE, PRED)) == 87.5


def test_a_target_of_zero_counts_as_epsilon():
    value = losses.mean_absolute_percentage_error([[0.0]], [[1.0]])
    assert float(value[0]) == pytest.approx(100 / 1e-7)


def test_logarithms_are_of_one_more():
    expected = (math.log(3 / 2) ** 2 + 0) / 2
    assert float(losses.mean_squared_logarithmic_error(TRUE, PRED)[0]) == pytest.approx(expected)
    assert float(losses.MeanSquaredLogarithmicError()([[-1.0]], [[-2.0]])) == 0.0


def test_targets_without_the_last_axis_are_not_crossed_with_all_predictions():
    assert losses.mean_squared_error([1.0, 2.0], [[1.0], [4.0]]).tolist() == [0.0, 4.0]
