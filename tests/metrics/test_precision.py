"""Precision and recall, by hand and against scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import precision_score, recall_score

from deepkit import metrics


@pytest.mark.parametrize(
    ("metric", "peer"),
    [(metrics.Precision(), precision_score), (metrics.Recall(), recall_score)],
)
def test_the_share_is_that_of_scikit_learn(metric, peer, random):
    y_true, y_pred = random.integers(0, 2, 50), random.uniform(size=50)
    weight = random.uniform(size=50)
    metric.reset_state()
    for part in (slice(30), slice(30, None)):
        metric.update_state(y_true[part], y_pred[part], sample_weight=weight[part])
    expected = peer(y_true, y_pred > 0.5, sample_weight=weight)
    assert float(metric.result()) == pytest.approx(expected, rel=1e-6)


def test_without_any_positive_answer_precision_is_zero():
    assert float(metrics.Precision()([0, 1], [0.1, 0.2])) == 0.0
    assert float(metrics.Recall()([0, 0], [0.9, 0.2])) == 0.0


def test_only_the_top_scores_are_answers():
    y_true, y_pred = [[0, 1, 1, 0]], [[-3.0, 7.0, -1.0, 2.0]]  # logits: no threshold by default
    assert float(metrics.Precision(top_k=2)(y_true, y_pred)) == 0.5
    assert float(metrics.Recall(top_k=3)(y_true, y_pred)) == 1.0


def test_a_single_class_may_be_looked_at():
    y_true, y_pred = np.array([[0, 1], [1, 1], [1, 0]]), np.array([[1, 1], [1, 0], [0, 0]])
    assert float(metrics.Precision(class_id=0)(y_true, y_pred)) == 0.5
    assert float(metrics.Recall(class_id=1)(y_true, y_pred)) == 0.5


def test_several_thresholds_give_several_shares():
    metric = metrics.Recall(thresholds=[0.0, 0.5, 1.0])
    assert metric([1, 1, 1, 1], [0.1, 0.4, 0.6, 1.0]).tolist() == [1.0, 0.5, 0.0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"thresholds": 1.1}, r"`thresholds` must be between 0 and 1, got 1\.1"),
        ({"top_k": 0}, "`top_k` must be a whole number >= 1, got 0"),
        ({"class_id": -1}, "`class_id` must be a whole number >= 0, got -1"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        metrics.Precision(**options)
