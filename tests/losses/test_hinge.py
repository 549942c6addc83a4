"""Losses of margins, by hand."""

import pytest

from deepkit import losses


@pytest.mark.parametrize("labels", [[[0.0, 1.0]], [[-1.0, 1.0]]])
def test_zeros_count_as_minus_one(labels):
    assert losses.hinge(labels, [[0.5, 0.25]]).tolist() == [(1.5 + 0.75) / 2]
    assert losses.squared_hinge(labels, [[0.5, 0.25]]).tolist() == [(2.25 + 0.5625) / 2]


def test_labels_other_than_zero_and_one_stay_as_they_are():
    assert losses.hinge([[0.0, 0.5]], [[4.0, 1.0]]).tolist() == [(1.0 + 0.5) / 2]


def test_answers_beyond_the_margin_cost_nothing():
    assert float(losses.Hinge()([[1.0], [0.0]], [[2.0], [-1.0]])) == 0.0
    assert float(losses.SquaredHinge()([[1.0], [0.0]], [[2.0], [-1.0]])) == 0.0


def test_the_right_class_wants_a_margin_over_the_best_wrong_one():
    loss = losses.CategoricalHinge(reduction="none")
    y_true = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    assert loss(y_true, [[0.25, 0.5, 0.125], [3.0, 1.0, 1.5]]).tolist() == [0.75, 0.0]
