"""Measures at thresholds and areas under curves: their names, and what they see."""

import numpy as np

from deepkit.estimators.heads._threshold_metrics import area_metrics, threshold_metrics


def test_measures_are_named_for_their_thresholds():
    assert [metric.name for metric in threshold_metrics([0.3, 0.25])] == [
        "accuracy/positive_threshold_0.3",
        "precision/positive_threshold_0.3",
        "recall/positive_threshold_0.3",
        "accuracy/positive_threshold_0.25",
        "precision/positive_threshold_0.25",
        "recall/positive_threshold_0.25",
    ]


def test_measures_see_probabilities():
    y, logits = np.array([[1.0], [0.0]]), np.array([[-0.5], [-2.0]])  # p = 0.38, 0.12
    values = [float(metric(y, logits)) for metric in threshold_metrics([0.3, 0.5])]
    assert values == [1.0, 1.0, 1.0, 0.5, 0.0, 0.0]


def test_areas_may_be_those_of_one_class():
    y, logits = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[2.0, 2.0], [-2.0, -2.0]])
    first, other = area_metrics("a", 0), area_metrics("b", 1)
    assert [metric.name for metric in first] == ["auc/a", "auc_precision_recall/a"]
    assert float(first[0](y, logits)) == 1.0
    assert float(other[0](y, logits)) == 0.0
