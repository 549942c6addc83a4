"""Metrics of heads, by hand and by scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import r2_score

from deepkit import backend, losses, metrics, ops, saving
from deepkit.estimators.heads._metrics import R2, AccuracyBaseline, BatchLoss, Linked

Y = np.array([[0.0], [1.0], [1.0]], np.float32)
X = np.array([[-1.0], [2.0], [-3.0]], np.float32)


def test_a_linked_metric_sees_probabilities():
    metric = Linked(metrics.BinaryAccuracy("accuracy", threshold=0.9), "sigmoid")
    assert metric.name == "accuracy"
    assert float(metric(Y, X)) == pytest.approx(1 / 3)  # sigmoid(2) is 0.88


def test_a_linked_metric_may_see_one_class():
    metric = Linked(metrics.MeanAbsoluteError(), class_id=1)
    assert float(metric(np.zeros((2, 2)), np.array([[5.0, 1.0], [5.0, 2.0]]))) == 1.5


def test_masked_steps_weigh_nothing_in_a_linked_metric():
    x, metric = ops.convert_to_tensor(X), Linked(metrics.BinaryAccuracy(threshold=0.0))
    with backend.call_context() as call:
        call.set_mask(x, ops.convert_to_tensor([True, True, False]))
        assert float(metric(Y, x)) == 1.0


def test_a_reset_reaches_the_metric_inside():
    metric = Linked(metrics.BinaryAccuracy())
    metric.update_state(Y, X)
    metric.reset_state()
    assert float(metric.result()) == 0.0


def test_all_batches_count_the_same_in_the_loss_of_batches():
    metric = BatchLoss(losses.MeanSquaredError())
    metric.update_state([[0.0], [0.0]], [[1.0], [3.0]], sample_weight=[1.0, 2.0])
    metric.update_state([[0.0]], [[1.0]])
    assert float(metric.result()) == ((1 + 2 * 9) / 2 + 1) / 2


def test_the_loss_of_no_batches_is_zero():
    assert float(BatchLoss("mse").result()) == 0.0


@pytest.mark.parametrize(("labels", "share"), [([1, 1, 0, 1], 0.75), ([0, 0, 0, 1], 0.75)])
def test_the_baseline_is_the_more_frequent_answer(labels, share):
    labels = np.array(labels, np.float32)[:, None]
    assert float(AccuracyBaseline()(labels, np.zeros((4, 1), np.float32))) == share


def test_r2_is_that_of_scikit_learn(random):
    y, weight = random.normal(size=(50, 2)), random.uniform(size=50)
    p, metric = y + random.normal(size=(50, 2)), R2(2)
    metric.update_state(y[:20], p[:20], sample_weight=weight[:20])
    metric.update_state(y[20:], p[20:], sample_weight=weight[20:])
    assert float(metric.result()) == pytest.approx(r2_score(y, p, sample_weight=weight), rel=1e-4)


def test_r2_of_years_does_not_drown_in_rounding(random):
    y = random.integers(1990, 2010, size=(5000, 1)).astype(np.float32)
    p = y + random.normal(size=y.shape).astype(np.float32)
    assert float(R2()(y, p)) == pytest.approx(r2_score(y, p), abs=1e-4)


def test_r2_sees_what_lies_behind_the_link():
    y = np.array([[1.0], [2.0], [4.0]], np.float32)
    assert float(R2(link="exp")(y, np.log(y))) == pytest.approx(1.0)


def test_r2_of_targets_that_do_not_vary_is_zero():
    y = np.full((3, 1), 0.1, np.float32)
    assert float(R2()(y, y)) == float(R2()(y, y + 1)) == 0.0


@pytest.mark.parametrize(
    "metric",
    [
        Linked(metrics.AUC(), "sigmoid", 0, name="auc/class0"),
        BatchLoss(losses.MeanSquaredError()),
        AccuracyBaseline(),
        R2(2, "exp"),
    ],
)
def test_a_metric_of_heads_is_made_again_from_a_file(metric):
    made = saving.deserialize_keras_object(saving.serialize_keras_object(metric))
    assert type(made) is type(metric)
    assert made.name == metric.name
