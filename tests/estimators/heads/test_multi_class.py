"""The head of several classes, against TensorFlow's golden numbers and scikit-learn."""

import json

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss

from deepkit import ops
from deepkit.errors import DataError, ShapeError
from deepkit.estimators.heads import MultiClassHead
from deepkit.estimators.heads._links import softmax


def test_predictions_are_those_of_tensorflow(shared_data):
    text = (shared_data / "golden" / "tf_estimator_titanic.json").read_text()
    rows = json.loads(text)["models"]["LinearClassifier_3class"]["predict_first8"]
    predicted = MultiClassHead(3).predictions([row["logits"] for row in rows])
    assert list(predicted) == list(rows[0])
    for key, values in predicted.items():
        expected = np.array([row[key] for row in rows])
        assert values.shape == expected.shape
        if key in ("logits", "probabilities"):
            assert values == pytest.approx(expected, rel=1e-6)
        else:
            assert values.tolist() == expected.tolist()


def test_predictions_have_the_dtypes_of_tensorflow():
    predicted = MultiClassHead(3).predictions(np.zeros((2, 3)), bytes_classes=True)
    kinds = [predicted[key].dtype.str[1:] for key in predicted]
    assert kinds == ["f4", "f4", "i8", "S1", "i4", "S1"]


def test_its_measures_are_those_of_scikit_learn(evaluated, random):
    y, logits = random.integers(0, 4, size=300), random.normal(size=(300, 4))
    weight = random.uniform(size=300)
    logs = evaluated(MultiClassHead(4), y, logits, weight)
    by = {"sample_weight": weight}
    assert list(logs) == ["accuracy", "average_loss", "loss"]
    assert logs["accuracy"] == pytest.approx(accuracy_score(y, logits.argmax(1), **by), abs=1e-5)
    expected = log_loss(y, softmax(logits), labels=range(4), **by)
    assert logs["average_loss"] == pytest.approx(expected, rel=1e-5)


def test_a_function_of_the_user_gets_whole_labels(evaluated):
    head = MultiClassHead(3, loss_fn=margin)
    assert evaluated(head, [2, 0], [[1.0, 2.0, 5.0], [1.0, 4.0, 0.0]])["loss"] == (0 + 3) / 2


def margin(labels, logits):
    own = ops.take_along_axis(logits, labels, axis=-1)
    return ops.max(logits, axis=-1, keepdims=True) - own


@pytest.mark.parametrize(
    "y",
    [["b", "a", "c"], [3, 1, 2], [0.5, -1.0, 2.0], np.array(["b", "a", "c"], object)],
)
def test_labels_are_learned_and_come_back(y):
    head = MultiClassHead().learn(y)
    assert head.classes_.tolist() == sorted(y)
    ids = head.encode_labels(y)
    assert (ids.shape, ids.dtype) == ((3, 1), np.int32)
    logits = np.eye(3)[ids[:, 0]]
    assert head.labels(logits).tolist() == list(y)
    assert head.predictions(logits)["classes"][:, 0].tolist() == [str(label) for label in y]


def test_a_given_number_of_classes_keeps_numbers_as_they_are():
    head = MultiClassHead(4)
    assert head.learn([0, 1]) is head
    assert head.classes_.tolist() == [0, 1, 2, 3]
    assert head.encode_labels([[3.0], [1.0]]).tolist() == [[3], [1]]


def test_a_given_number_of_classes_still_learns_text():
    assert MultiClassHead(3).learn(["b", "a", "c"]).classes_.tolist() == ["a", "b", "c"]
    wanted = r"have 2 classes \('a', 'b'\), where the head needs 3\. .* leave `n_classes` out\."
    with pytest.raises(DataError, match=wanted):
        MultiClassHead(3).learn(["b", "a"])


def test_the_order_of_a_vocabulary_is_kept():
    head = MultiClassHead(label_vocabulary=["low", "mid", "high"])
    assert head.n_classes == head.logits_dimension == 3
    assert head.encode_labels(["high", "low"]).tolist() == [[2], [0]]


def test_too_few_classes_are_refused():
    with pytest.raises(ValueError, match=r"`n_classes` must be a whole number >= 3, got 2\."):
        MultiClassHead(2)
    with pytest.raises(ValueError, match=r"`label_vocabulary` must name 3 or more classes, got 2"):
        MultiClassHead(label_vocabulary=["a", "b"])
    wanted = r"have 2 classes \(0, 1\), where the head needs 3 or more\. .* BinaryClassHead for two"
    with pytest.raises(DataError, match=wanted):
        MultiClassHead().learn([0, 1])


def test_a_vocabulary_of_another_size_is_refused():
    with pytest.raises(ValueError, match=r"`label_vocabulary` must name 4 classes, got 3\."):
        MultiClassHead(4, label_vocabulary=["a", "b", "c"])


def test_labels_that_are_no_class_are_refused():
    with pytest.raises(DataError, match=r"`labels` 3 are not whole numbers in \[0, 3\).* row 2"):
        MultiClassHead(3).encode_labels([0, 1, 3])
    head = MultiClassHead(label_vocabulary=["a", "b", "c"])
    with pytest.raises(DataError, match=r"`labels` 'd' are not among the classes .* row 1\."):
        head.learn(["a", "d"])


def test_a_head_that_has_not_learned_does_not_know_its_classes():
    for ask in (lambda head: head.logits_dimension, lambda head: head.classes_):
        with pytest.raises(ValueError, match=r"`n_classes` is None: let the head `learn`"):
            ask(MultiClassHead())


def test_logits_must_be_as_many_as_classes():
    with pytest.raises(ShapeError, match=r"MultiClassHead needs logits of shape \(n, 3\), got"):
        MultiClassHead(3).predictions([[1.0, 2.0]])


def test_signatures_are_those_of_an_export():
    head = MultiClassHead(label_vocabulary=["a", "b", "c"])
    predicted = head.predictions(np.zeros((2, 3)))
    signatures = head.signatures(predicted)
    assert set(signatures) == {"serving_default", "classification", "predict"}
    assert signatures["serving_default"]["classes"].tolist() == [["a", "b", "c"]] * 2
    assert signatures["classification"]["scores"] is predicted["probabilities"]
