"""Overlaps, by hand and against scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import jaccard_score

from deepkit import metrics
from deepkit.errors import ShapeError


def test_the_overlap_is_what_both_hold_of_what_either_holds():
    # Class 0: 1 of 3. Class 1: 1 of 3.
    metric = metrics.MeanIoU(num_classes=2)
    assert float(metric([0, 0, 1, 1], [0, 1, 0, 1])) == pytest.approx(1 / 3)
    assert metric.total_cm.numpy().tolist() == [[1.0, 1.0], [1.0, 1.0]]


def test_the_mean_is_that_of_scikit_learn(random):
    y_true, y_pred = random.integers(0, 4, (2, 60))
    metric = metrics.MeanIoU(num_classes=4)
    metric.update_state(y_true[:40].reshape(2, 20), y_pred[:40].reshape(2, 20))
    metric.update_state(y_true[40:], y_pred[40:])
    expected = jaccard_score(y_true, y_pred, average="macro")
    assert float(metric.result()) == pytest.approx(expected, rel=1e-5)


def test_fractions_of_weights_count_too():
    metric = metrics.IoU(num_classes=2, target_class_ids=[1])
    value = metric([0, 1, 1], [1, 1, 0], sample_weight=[0.5, 1.0, 0.5])
    assert float(value) == pytest.approx(1 / 2)


def test_the_weight_of_an_image_counts_for_its_pixels():
    metric = metrics.IoU(num_classes=2, target_class_ids=[1])
    value = metric([[1, 1], [1, 1]], [[1, 1], [0, 0]], sample_weight=[3.0, 1.0])
    assert float(value) == pytest.approx(6 / 8)


def test_classes_that_nobody_saw_are_left_out_of_the_mean():
    assert float(metrics.MeanIoU(num_classes=4)([0, 1], [0, 1])) == pytest.approx(1.0)


def test_ignored_and_unknown_labels_count_for_nothing():
    metric = metrics.MeanIoU(num_classes=2, ignore_class=-1)
    metric.update_state([0, 1, -1, 7, 1], [0, 1, 1, 1, 5])
    assert float(metric.total_cm.numpy().sum()) == 2.0


def test_yes_is_what_reaches_the_threshold():
    metric = metrics.BinaryIoU(target_class_ids=[1], threshold=0.5)
    assert float(metric([1, 1, 0], [[0.5], [0.4], [0.1]])) == pytest.approx(1 / 2)


def test_scores_and_one_hot_labels_may_lie_along_any_axis():
    y_true = np.eye(2)[[[0, 1, 1]]].transpose(0, 2, 1)
    y_pred = np.array([[[0.9, 0.8, 0.2], [0.1, 0.2, 0.8]]])
    one = metrics.OneHotIoU(num_classes=2, target_class_ids=[0], axis=1)
    assert float(one(y_true, y_pred)) == pytest.approx(1 / 2)
    mean = metrics.OneHotMeanIoU(num_classes=2, axis=1)
    assert float(mean(y_true, y_pred)) == pytest.approx(1 / 2)


@pytest.mark.parametrize("targets", [[2], [-1]])
def test_a_class_that_does_not_exist_is_refused(targets):
    with pytest.raises(ValueError, match="`target_class_ids` must be from 0 to 1, got"):
        metrics.IoU(num_classes=2, target_class_ids=targets)


def test_a_number_of_classes_that_is_none_is_refused():
    with pytest.raises(ValueError, match="`num_classes` must be a whole number >= 1, got 0"):
        metrics.MeanIoU(num_classes=0)


def test_a_threshold_out_of_range_is_refused():
    with pytest.raises(ValueError, match="`threshold` must be between 0 and 1, got 2"):
        metrics.BinaryIoU(threshold=2)


def test_predictions_of_another_size_are_refused():
    with pytest.raises(ShapeError, match="must have as many places, got 2 and 3"):
        metrics.MeanIoU(num_classes=2).update_state([0, 1], [0, 1, 1])
