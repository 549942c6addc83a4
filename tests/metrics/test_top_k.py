"""Top-k accuracies, by hand."""

import numpy as np
import pytest

from deepkit import metrics

SCORES = [[0.1, 0.4, 0.3, 0.2], [0.1, 0.4, 0.3, 0.2]]


def test_the_right_class_must_be_among_the_best():
    assert metrics.sparse_top_k_categorical_accuracy([2, 3], SCORES, k=2).tolist() == [1.0, 0.0]
    one_hot = np.eye(4)[[2, 3]]
    assert metrics.top_k_categorical_accuracy(one_hot, SCORES, k=2).tolist() == [1.0, 0.0]


def test_more_places_than_classes_are_always_enough():
    assert float(metrics.SparseTopKCategoricalAccuracy(k=9)([2, 3], SCORES)) == 1.0
    assert float(metrics.TopKCategoricalAccuracy(k=9)(np.eye(4)[[2, 3]], SCORES)) == 1.0


def test_predictions_may_be_the_classes_in_order():
    metric = metrics.SparseTopKCategoricalAccuracy(k=2, from_sorted_ids=True)
    assert float(metric([2, 3], [[1, 2, 3, 0], [1, 2, 3, 0]])) == 0.5


def test_each_step_of_a_sequence_is_an_answer():
    value = metrics.sparse_top_k_categorical_accuracy([[2, 3], [1, 0]], [SCORES, SCORES], k=2)
    assert value.tolist() == [[1.0, 0.0], [1.0, 0.0]]


@pytest.mark.parametrize("k", [0, 1.5])
def test_a_number_of_places_that_is_none_is_refused(k):
    with pytest.raises(ValueError, match="`k` must be a whole number >= 1, got"):
        metrics.TopKCategoricalAccuracy(k=k)
