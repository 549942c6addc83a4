"""The head of two classes, against TensorFlow's golden numbers, scikit-learn and by hand."""

import json

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    log_loss,
    precision_score,
    recall_score,
    roc_auc_score,
)

from deepkit.errors import DataError, ShapeError
from deepkit.estimators.heads import BinaryClassHead
from deepkit.estimators.heads._links import sigmoid

KEYS = [
    "accuracy", "accuracy_baseline", "auc", "auc_precision_recall", "average_loss", "label/mean",
    "loss", "precision", "prediction/mean", "recall",
]  # fmt: skip
TINY = np.array([[0.0], [1.0], [1.0], [1.0]])
LOGITS = np.array([[-1.0], [2.0], [-0.5], [3.0]])


@pytest.fixture
def golden(shared_data):
    """Return what TensorFlow's canned models said about the Titanic."""
    return json.loads((shared_data / "golden" / "tf_estimator_titanic.json").read_text())["models"]


@pytest.mark.parametrize(
    ("name", "vocabulary"),
    [("LinearClassifier_Ftrl", None), ("LinearClassifier_weights_vocab", ["no", "yes"])],
)
def test_predictions_are_those_of_tensorflow(golden, name, vocabulary):
    rows = golden[name]["predict_first8"]
    head = BinaryClassHead(label_vocabulary=vocabulary)
    predicted = head.predictions([row["logits"] for row in rows])
    assert list(predicted) == list(rows[0])
    for key, values in predicted.items():
        expected = np.array([row[key] for row in rows])
        assert values.shape == expected.shape
        if key in ("logits", "logistic", "probabilities"):
            assert values == pytest.approx(expected, rel=1e-6)
        else:
            assert values.tolist() == expected.tolist()


def test_predictions_have_the_dtypes_of_tensorflow():
    predicted = BinaryClassHead().predictions(LOGITS, bytes_classes=True)
    kinds = [predicted[key].dtype.str[1:] for key in predicted]
    assert kinds == ["f4", "f4", "f4", "i8", "S1", "i4", "S1"]


def test_its_measures_are_those_of_scikit_learn(evaluated, random):
    y = random.integers(0, 2, size=2000)
    logits = (y * 1.5 - 1 + random.normal(size=2000))[:, None]
    weight = random.uniform(0.2, 2.0, size=2000)
    p, said = sigmoid(logits[:, 0]), logits[:, 0] > 0
    logs = evaluated(BinaryClassHead(), y, logits, weight, batch_size=500)
    by = {"sample_weight": weight}
    assert list(logs) == KEYS
    assert logs["accuracy"] == pytest.approx(accuracy_score(y, said, **by), abs=1e-5)
    assert logs["auc"] == pytest.approx(roc_auc_score(y, p, **by), abs=1e-3)
    pr = average_precision_score(y, p, **by)
    assert logs["auc_precision_recall"] == pytest.approx(pr, abs=3e-3)
    assert logs["average_loss"] == pytest.approx(log_loss(y, p, **by), rel=1e-5)
    assert logs["precision"] == pytest.approx(precision_score(y, said, **by), abs=1e-5)
    assert logs["recall"] == pytest.approx(recall_score(y, said, **by), abs=1e-5)
    mean = np.average(y, weights=weight)
    assert logs["label/mean"] == pytest.approx(mean, abs=1e-5)
    assert logs["accuracy_baseline"] == pytest.approx(max(mean, 1 - mean), abs=1e-5)
    assert logs["prediction/mean"] == pytest.approx(np.average(p, weights=weight), abs=1e-5)


def test_the_loss_is_the_mean_over_batches_and_their_sizes(evaluated):
    weight = np.array([1.0, 2.0, 3.0, 4.0])
    costs = np.log1p(np.exp(LOGITS[:, 0])) - TINY[:, 0] * LOGITS[:, 0]
    logs = evaluated(BinaryClassHead(), TINY, LOGITS, weight, batch_size=3)
    first, last = weight[:3] @ costs[:3], weight[3] * costs[3]
    assert logs["loss"] == pytest.approx((first / 3 + last / 1) / 2, rel=1e-5)
    assert logs["average_loss"] == pytest.approx((first + last) / 10, rel=1e-5)
    logs = evaluated(BinaryClassHead(loss_reduction="sum"), TINY, LOGITS, weight, batch_size=3)
    assert logs["loss"] == pytest.approx((first + last) / 2, rel=1e-5)


def test_thresholds_add_three_measures_each(evaluated):
    head = BinaryClassHead(thresholds=[0.3, 0.9])
    logs = evaluated(head, TINY, LOGITS)  # p = 0.27, 0.88, 0.38, 0.95
    assert logs["accuracy/positive_threshold_0.3"] == 1.0
    assert logs["precision/positive_threshold_0.3"] == logs["recall/positive_threshold_0.3"] == 1.0
    assert logs["accuracy/positive_threshold_0.9"] == 0.5
    assert logs["recall/positive_threshold_0.9"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("threshold", [0.0, 1.0, -0.1, "0.5", float("nan")])
def test_thresholds_at_or_beyond_the_ends_are_refused(threshold):
    with pytest.raises(ValueError, match=r"`thresholds` must lie between 0 and 1, both excluded"):
        BinaryClassHead(thresholds=[threshold])


def test_a_name_is_told_in_all_logs_but_the_loss(evaluated):
    logs = evaluated(BinaryClassHead(name="h"), TINY, LOGITS)
    assert "average_loss/h" in logs
    assert [key for key in logs if not key.endswith("/h")] == ["loss"]


def test_labels_may_be_probabilities(evaluated):
    logs = evaluated(BinaryClassHead(), [0.25], [[0.0]])
    assert logs["average_loss"] == pytest.approx(np.log(2), rel=1e-6)
    assert logs["label/mean"] == 0.25


def test_a_function_of_the_user_is_the_loss(evaluated):
    head = BinaryClassHead(loss_fn=distance_from_two)
    logs = evaluated(head, TINY, LOGITS, [1.0, 0.0, 0.0, 1.0])
    assert logs["average_loss"] == (3 + 1) / 2
    assert logs["loss"] == (3 + 1) / 4


def distance_from_two(labels, logits):
    return abs(logits - 2.0)


def test_a_loss_that_needs_features_cannot_be_compiled():
    head = BinaryClassHead(loss_fn=lambda labels, logits, features: logits * features["a"])
    with pytest.raises(ValueError, match=r"`loss_fn` asks for `features`, which a compiled loss"):
        head.training_loss()
    assert float(head.loss([0.0], np.array([[3.0]], np.float32), {"a": 2.0})) == 6.0


@pytest.mark.parametrize(
    ("y", "classes"),
    [
        (["yes", "no"], ["no", "yes"]),
        ([2, 1, 2], [1, 2]),
        ([-1.0, 1.0], [-1.0, 1.0]),
        ([True, False], [False, True]),
        ([0, 1], [0, 1]),
    ],
)
def test_two_labels_are_learned_and_come_back(y, classes):
    head = BinaryClassHead().learn(y)
    assert head.classes_.tolist() == classes
    ids = head.encode_labels(y)
    assert (ids.shape, ids.dtype) == ((len(y), 1), np.float32)
    assert head.labels(ids - 0.5).tolist() == y
    assert head.predictions(ids - 0.5)["classes"][:, 0].tolist() == [str(label) for label in y]


def test_a_head_that_learns_does_not_change():
    head = BinaryClassHead()
    learned = head.learn(["a", "b"])
    assert head.label_vocabulary is None
    assert learned.label_vocabulary == ["a", "b"]
    assert learned.learn(["b", "a"]) is learned


def test_one_class_alone_is_always_predicted():
    head = BinaryClassHead().learn(["only", "only"])
    assert head.encode_labels(["only"]).tolist() == [[0.0]]
    assert head.labels([[5.0], [-5.0]]).tolist() == ["only", "only"]
    assert head.probabilities([[5.0], [-5.0]]).tolist() == [[1.0], [1.0]]
    assert head.predictions([[5.0]])["all_classes"].tolist() == [["only"]]


def test_three_classes_are_too_many():
    with pytest.raises(DataError, match=r"have 3 classes \('a', 'b', 'c'\), .* Use MultiClassHead"):
        BinaryClassHead().learn(["a", "b", "c"])
    with pytest.raises(ValueError, match=r"must name two classes, or the one there is, got 3\."):
        BinaryClassHead(label_vocabulary=["a", "b", "c"])


def test_labels_outside_of_the_vocabulary_are_refused():
    head = BinaryClassHead(label_vocabulary=["no", "yes"])
    for look in (head.learn, head.encode_labels):
        with pytest.raises(
            DataError, match=r"`labels` 'maybe' are not among the classes 'no', 'yes"
        ):
            look(["no", "maybe"])


def test_labels_that_are_no_probabilities_need_a_vocabulary():
    with pytest.raises(DataError, match=r"`labels` 2 are not between 0 and 1: .* row 1\. Give"):
        BinaryClassHead().encode_labels([0, 2])
    with pytest.raises(DataError, match=r"must be between 0 and 1, got text such as 'a'\. Give"):
        BinaryClassHead().encode_labels(["a"])


def test_keys_that_nobody_knows_are_refused():
    assert list(BinaryClassHead().predictions(LOGITS, ["classes"])) == ["classes"]
    with pytest.raises(ValueError, match=r"Unknown prediction key 'logit'\. Did you mean 'logits'"):
        BinaryClassHead().predictions(LOGITS, ["logit"])


def test_two_logits_are_one_too_many():
    with pytest.raises(ShapeError, match=r"BinaryClassHead needs logits of shape \(n, 1\), got"):
        BinaryClassHead().predictions([[1.0, 2.0]])


def test_signatures_are_those_of_an_export():
    head = BinaryClassHead(label_vocabulary=["no", "yes"])
    predicted = head.predictions(LOGITS)
    signatures = head.signatures(predicted)
    assert set(signatures) == {"serving_default", "classification", "regression", "predict"}
    assert signatures["serving_default"] == signatures["classification"]
    assert signatures["classification"]["classes"][0].tolist() == ["no", "yes"]
    assert signatures["classification"]["scores"] is predicted["probabilities"]
    assert signatures["regression"]["outputs"] is predicted["logistic"]
    assert signatures["predict"] == predicted
