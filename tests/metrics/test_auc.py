"""Areas under curves, by hand and against scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from deepkit import metrics
from deepkit.errors import ShapeError

TRUE, PRED = [0, 0, 1, 1], [0.0, 0.5, 0.3, 0.9]


def test_the_area_below_the_points_of_three_thresholds_is_worked_by_hand():
    # Below all: tp 2, fp 2. Above 0.5: tp 1, fp 0. Above all: nothing.
    metric = metrics.AUC(num_thresholds=3)
    assert float(metric(TRUE, PRED)) == pytest.approx((1 + 0.5) / 2 * 1)
    assert metric.true_positives.numpy().tolist() == [2.0, 1.0, 0.0]
    assert metric.false_positives.numpy().tolist() == [2.0, 0.0, 0.0]


@pytest.mark.parametrize(("method", "area"), [("minoring", 0.5), ("majoring", 1.0)])
def test_sums_may_take_the_lower_or_the_higher_side(method, area):
    assert float(metrics.AUC(3, summation_method=method)(TRUE, PRED)) == pytest.approx(area)


def test_many_thresholds_come_near_to_the_exact_area(random):
    y_true, y_pred = random.integers(0, 2, 200), random.uniform(size=200)
    y_pred = np.clip(y_pred + 0.2 * y_true, 0, 1)
    weight = random.uniform(size=200)
    value = metrics.AUC(num_thresholds=2000)(y_true, y_pred, sample_weight=weight)
    expected = roc_auc_score(y_true, y_pred, sample_weight=weight)
    assert float(value) == pytest.approx(expected, abs=1e-3)


def test_each_label_may_have_a_curve_of_its_own():
    y_true, y_pred = np.array([[0, 1], [1, 0]]), np.array([[0.1, 0.2], [0.8, 0.6]])
    assert float(metrics.AUC(multi_label=True)(y_true, y_pred)) == pytest.approx(0.5)
    weighted = metrics.AUC(multi_label=True, label_weights=[3.0, 1.0])
    assert float(weighted(y_true, y_pred)) == pytest.approx(0.75)


def test_logits_are_put_through_a_sigmoid():
    value = metrics.AUC(from_logits=True)([0, 0, 1, 1], [-9.0, 1.0, 0.5, 9.0])
    assert float(value) == pytest.approx(0.75)


def test_predictions_beyond_zero_and_one_count_as_these():
    assert float(metrics.AUC()([0, 1], [-3.0, 4.0])) == pytest.approx(1.0)


def test_thresholds_given_are_put_in_order_between_two_ends():
    metric = metrics.AUC(thresholds=[0.7, 0.2])
    assert metric.thresholds == pytest.approx([-1e-7, 0.2, 0.7, 1 + 1e-7])
    assert metric.num_thresholds == 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"curve": "RCO"}, r"`curve` must be one of .* Did you mean 'ROC'\?"),
        ({"summation_method": "left"}, "`summation_method` must be one of 'interpolation'"),
        ({"num_thresholds": 1}, "`num_thresholds` must be a whole number >= 2, got 1"),
        ({"thresholds": [0.5, 1.2]}, r"`thresholds` must be between 0 and 1, got 1\.2"),
        ({"num_labels": 3}, "`num_labels` must be None unless `multi_label` is True"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        metrics.AUC(**options)


def test_labels_without_an_axis_have_no_curves_of_their_own():
    with pytest.raises(ShapeError, match=r"must be \(batch, labels\) where `multi_label`"):
        metrics.AUC(multi_label=True).update_state([0, 1], [0.1, 0.2])


def test_label_weights_of_another_number_are_refused():
    with pytest.raises(ShapeError, match="one entry for each of the 2 labels, got 3"):
        metrics.AUC(label_weights=[1, 1, 1]).update_state(np.zeros((4, 2)), np.zeros((4, 2)))
