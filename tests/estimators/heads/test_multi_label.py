"""The head of rows with several labels, against scikit-learn and by hand."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

from deepkit.errors import DataError
from deepkit.estimators.heads import MultiLabelHead
from deepkit.estimators.heads._links import sigmoid

Y = np.array([[1, 0], [0, 1], [1, 1]])
X = np.array([[1.0, -2.0], [0.5, 3.0], [-1.0, 2.0]])
SKY = ["sun", "rain", "wind"]


def test_its_measures_are_those_of_scikit_learn(evaluated, random):
    y = random.integers(0, 2, size=(600, 3))
    x, weight = y - 0.5 + random.normal(size=y.shape), random.uniform(0.2, 2.0, size=600)
    logs = evaluated(MultiLabelHead(3), y, x, weight, batch_size=200)
    p, by = sigmoid(x), {"sample_weight": np.repeat(weight, 3)}
    assert list(logs) == ["auc", "auc_precision_recall", "average_loss", "loss"]
    assert logs["auc"] == pytest.approx(roc_auc_score(y.ravel(), p.ravel(), **by), abs=1e-3)
    pr = average_precision_score(y.ravel(), p.ravel(), **by)
    assert logs["auc_precision_recall"] == pytest.approx(pr, abs=3e-3)
    assert logs["average_loss"] == pytest.approx(log_loss(y.ravel(), p.ravel(), **by), rel=1e-5)


def test_the_loss_of_a_row_is_the_mean_of_its_answers(evaluated):
    costs = np.log1p(np.exp(X)) - Y * X
    assert evaluated(MultiLabelHead(2), Y, X)["loss"] == pytest.approx(costs.mean(), rel=1e-5)
    logs = evaluated(MultiLabelHead(2, loss_reduction="sum"), Y, X, [1.0, 0.0, 2.0])
    expected = np.array([1.0, 0.0, 2.0]) @ costs.mean(axis=1)
    assert logs["loss"] == pytest.approx(expected, rel=1e-5)


def test_thresholds_add_three_measures_each(evaluated):
    logs = evaluated(MultiLabelHead(2, thresholds=[0.5]), Y, X)
    assert logs["accuracy/positive_threshold_0.5"] == pytest.approx(4 / 6)
    assert logs["precision/positive_threshold_0.5"] == pytest.approx(3 / 4)
    assert logs["recall/positive_threshold_0.5"] == pytest.approx(3 / 4)


def test_classes_are_measured_one_by_one(evaluated):
    head = MultiLabelHead(2, classes_for_class_based_metrics=[1])
    logs = evaluated(head, Y, X)
    assert logs["auc/class1"] == 1.0
    assert logs["auc_precision_recall/class1"] == pytest.approx(1.0)
    assert logs["probability_mean/class1"] == pytest.approx(sigmoid(X)[:, 1].mean(), rel=1e-6)


@pytest.mark.parametrize("classes", [["rain"], [1]])
def test_classes_are_measured_by_their_names(classes):
    head = MultiLabelHead(label_vocabulary=SKY, classes_for_class_based_metrics=classes)
    names = [metric.name for metric in head.metrics()]
    assert names[-3:] == ["probability_mean/rain", "auc/rain", "auc_precision_recall/rain"]


def test_classes_to_measure_must_be_there():
    for classes in (["snow"], [3], ["rain", 7]):
        with pytest.raises(ValueError, match=r"`classes_for_class_based_metrics` "):
            MultiLabelHead(label_vocabulary=SKY, classes_for_class_based_metrics=classes)


def test_predictions_have_the_keys_and_dtypes_of_tensorflow():
    predicted = MultiLabelHead(label_vocabulary=SKY).predictions(np.zeros((2, 3)))
    assert list(predicted) == ["logits", "probabilities", "classes"]
    assert predicted["classes"].tolist() == [SKY, SKY]
    assert predicted["probabilities"].tolist() == [[0.5] * 3] * 2
    predicted = MultiLabelHead(3).predictions(np.zeros((1, 3)), bytes_classes=True)
    assert predicted["classes"].tolist() == [[b"0", b"1", b"2"]]


def test_more_likely_than_not_is_predicted():
    assert MultiLabelHead(2).labels(X).tolist() == [[1, 0], [1, 1], [0, 1]]


@pytest.mark.parametrize(
    ("y", "classes"),
    [
        ([["b"], [], ["a", "c"]], ["a", "b", "c"]),
        ([[7], [5, 7]], [5, 7]),
        (np.eye(4), [0, 1, 2, 3]),
    ],
)
def test_classes_are_learned(y, classes):
    head = MultiLabelHead().learn(y)
    assert head.classes_.tolist() == classes
    assert head.encode_labels(y).shape == (len(y), len(classes))
    assert head.learn(y) is head


def test_a_given_number_of_classes_still_learns_text():
    assert MultiLabelHead(2).learn([["b"], ["a"]]).classes_.tolist() == ["a", "b"]


def test_lists_are_encoded_by_the_vocabulary():
    head = MultiLabelHead(label_vocabulary=SKY)
    assert head.encode_labels([["wind", "sun"], []]).tolist() == [[1, 0, 1], [0, 0, 0]]


def test_too_few_classes_are_refused():
    with pytest.raises(ValueError, match=r"`n_classes` must be a whole number >= 2, got 1\."):
        MultiLabelHead(1)
    with pytest.raises(DataError, match=r"have 1 classes \('a'\), where the head needs 2 or more"):
        MultiLabelHead().learn([["a"], []])


def test_labels_that_are_no_class_are_refused():
    with pytest.raises(DataError, match=r"`labels` 'snow' are not among .* row 1\."):
        MultiLabelHead(label_vocabulary=SKY).learn([["sun"], ["snow"]])
    with pytest.raises(DataError, match=r"`labels` 2 are not whole numbers in \[0, 2\)"):
        MultiLabelHead(2).encode_labels([[0], [2, 1]])


def test_a_head_that_has_not_learned_does_not_know_its_classes():
    with pytest.raises(ValueError, match=r"`n_classes` is None: let the head `learn`"):
        MultiLabelHead().encode_labels([[0]])


def test_signatures_are_those_of_an_export():
    head = MultiLabelHead(2)
    predicted = head.predictions(X)
    signatures = head.signatures(predicted)
    assert set(signatures) == {"serving_default", "classification", "predict"}
    assert signatures["serving_default"]["classes"].tolist() == [["0", "1"]] * 3
    assert signatures["serving_default"]["scores"] is predicted["probabilities"]
    assert signatures["predict"] == predicted
