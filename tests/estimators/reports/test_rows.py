"""Tests of what is known of rows."""

import numpy as np
import pytest

from deepkit.errors import DataError
from deepkit.estimators.reports._rows import (
    label_rows,
    number_rows,
    positive_rows,
    probability_rows,
    same_length,
    weight_rows,
)


def test_labels_become_one_for_each_row():
    assert label_rows("y", [["a"], ["b"]]).tolist() == ["a", "b"]


def test_several_labels_for_a_row_are_refused():
    with pytest.raises(
        DataError, match=r"`y` must hold one value for each row, got shape \(1, 2\)"
    ):
        label_rows("y", [[0, 1]])


def test_numbers_become_floats():
    assert number_rows("p", [True, False]).dtype == np.float64


def test_text_is_no_number():
    with pytest.raises(DataError, match="`p` must hold numbers, got"):
        number_rows("p", ["a"])


def test_probabilities_lie_between_0_and_1():
    assert probability_rows("p", [0, 1]).tolist() == [0.0, 1.0]
    with pytest.raises(DataError, match=r"`p` must be between 0 and 1, got 1\.5 in row 1"):
        probability_rows("p", [0.5, 1.5])


def test_rows_without_weights_weigh_1():
    assert weight_rows(None, 2).tolist() == [1.0, 1.0]
    assert weight_rows([2.0, 0.0], 2).tolist() == [2.0, 0.0]


def test_weights_below_zero_are_refused():
    with pytest.raises(DataError, match=r"`sample_weight` must be >= 0, got -1\.0"):
        weight_rows([1.0, -1.0], 2)


def test_lengths_that_differ_are_told():
    with pytest.raises(DataError, match="as many of each: `a` has 1, `b` has 2"):
        same_length(a=np.zeros(1), b=np.zeros(2))


@pytest.mark.parametrize("labels", [[0, 1, 1], [-1, 1, 1], [False, True, True], [0.0, 1.0, 1.0]])
def test_one_is_the_positive_label_of_itself(labels):
    assert positive_rows(labels).tolist() == [False, True, True]


def test_a_positive_label_can_be_named():
    assert positive_rows(["no", "yes"], "yes").tolist() == [False, True]


def test_text_has_no_positive_label_of_itself():
    with pytest.raises(DataError, match=r"`pos_label` must say .* `y_true` has \['no', 'yes'\]"):
        positive_rows(["no", "yes"])


def test_there_may_be_no_more_than_two_classes():
    with pytest.raises(DataError, match="`y_true` must have two classes, got 3"):
        positive_rows([0, 1, 2], 1)
