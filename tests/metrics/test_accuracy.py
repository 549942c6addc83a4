"""Accuracies, by hand."""

import numpy as np
import pytest

from deepkit import metrics
from deepkit.errors import ShapeError

SCORES = [[0.2, 0.7, 0.1], [0.5, 0.3, 0.2], [0.1, 0.1, 0.8]]


def test_accuracy_is_the_part_of_equal_answers():
    assert float(metrics.Accuracy()([[1], [2], [3], [4]], [1, 2, 3, 0])) == 0.75


def test_only_predictions_above_the_threshold_are_yes():
    assert metrics.binary_accuracy([1, 0, 1], [0.5, 0.5, 0.6]).tolist() == [0.0, 1.0, 1.0]
    assert float(metrics.BinaryAccuracy(threshold=0.4)([1, 0], [[0.5], [0.5]])) == 0.5


def test_every_yes_or_no_of_a_sample_counts():
    metric = metrics.BinaryAccuracy()
    assert float(metric([[1, 0], [1, 1]], [[0.9, 0.9], [0.9, 0.9]])) == 0.75


def test_the_highest_score_is_the_answer():
    one_hot = np.eye(3)[[1, 1, 2]]
    assert metrics.categorical_accuracy(one_hot, SCORES).tolist() == [1.0, 0.0, 1.0]
    assert float(metrics.CategoricalAccuracy()(one_hot, SCORES)) == pytest.approx(2 / 3)


@pytest.mark.parametrize("labels", [[1, 1, 2], [[1], [1], [2]], [1.0, 1.0, 2.0]])
def test_numbers_of_classes_may_be_floats_and_stand_in_a_column(labels):
    assert metrics.sparse_categorical_accuracy(labels, SCORES).tolist() == [1.0, 0.0, 1.0]
    assert float(metrics.SparseCategoricalAccuracy()(labels, SCORES)) == pytest.approx(2 / 3)


def test_weights_of_steps_count():
    y_pred = np.stack([SCORES, SCORES])
    metric = metrics.SparseCategoricalAccuracy()
    weight = [[1.0, 1.0, 0.0], [0.0, 2.0, 0.0]]
    assert float(metric([[1, 1, 2], [1, 1, 2]], y_pred, sample_weight=weight)) == 0.25


def test_labels_of_another_shape_are_refused():
    with pytest.raises(ShapeError, match=r"got \(2,\) and \(3,\)"):
        metrics.binary_accuracy([1, 0], [0.1, 0.2, 0.3])
