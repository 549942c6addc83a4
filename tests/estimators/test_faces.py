"""Tests of what classifiers and regressors say of themselves."""

import numpy as np
import pytest
from sklearn.base import is_classifier, is_regressor
from sklearn.exceptions import DataConversionWarning
from sklearn.metrics import accuracy_score, r2_score
from sklearn.utils import get_tags

from deepkit import feature_column as fc
from deepkit.errors import DataError
from deepkit.estimators import DNNClassifier, LinearClassifier, LinearRegressor
from tests.estimators._tables import FRAME, LABELS, TARGETS, X, deep

NAMES = np.array(["no", "yes"])


@pytest.fixture(scope="module")
def named():
    return deep().fit(X, NAMES[LABELS])


def test_kinds_are_told_to_scikit_learn():
    assert is_classifier(DNNClassifier())
    assert is_regressor(LinearRegressor())
    assert get_tags(LinearRegressor()).target_tags.multi_output
    assert not get_tags(DNNClassifier(n_classes=2)).classifier_tags.multi_class


def test_labels_of_text_come_back(named):
    assert named.classes_.tolist() == ["no", "yes"]
    assert set(named.predict(X)) <= {"no", "yes"}


def test_probabilities_are_those_of_the_logits(named):
    logits = named.decision_function(X)
    expected = 1 / (1 + np.exp(-logits.astype(np.float64)))
    probabilities = named.predict_proba(X)
    assert logits.shape == (60,)
    np.testing.assert_allclose(probabilities, np.stack([1 - expected, expected], 1), atol=1e-6)
    np.testing.assert_allclose(named.predict_log_proba(X), np.log(probabilities), rtol=1e-6)


def test_logarithms_of_probabilities_do_not_underflow():
    fitted = LinearClassifier([fc.numeric_column("x")], standardize=False)
    fitted.fit({"x": [-1.0, 0.0, 1.0]}, ["no", "yes", "yes"])
    fitted.model_.get_layer("linear_x").set_weights([np.array([[200.0]])])
    fitted.model_.get_layer("linear_bias").set_weights([np.zeros(1)])
    at = {"x": [1.0, -1.0]}
    assert fitted.decision_function(at).tolist() == [200.0, -200.0]
    assert fitted.predict_proba(at).tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert fitted.predict_log_proba(at).tolist() == [[-200.0, 0.0], [0.0, -200.0]]


def test_the_score_of_a_classifier_is_its_accuracy(named):
    weights = np.arange(60.0)
    expected = accuracy_score(NAMES[LABELS], named.predict(X), sample_weight=weights)
    assert named.score(X, NAMES[LABELS], weights) == pytest.approx(expected)


def test_three_classes_have_three_logits():
    fitted = deep(steps=2).fit(X, LABELS + (X[:, 2] > 1))
    assert fitted.decision_function(X).shape == fitted.predict_proba(X).shape == (60, 3)
    np.testing.assert_allclose(fitted.predict_proba(X).sum(1), 1, rtol=1e-5)


def test_a_single_class_can_be_learned():
    fitted = deep(steps=2).fit(X, np.full(60, "only"))
    assert fitted.predict_proba(X).shape == (60, 1)
    assert set(fitted.predict(X)) == {"only"}


def test_the_vocabulary_gives_the_order_of_classes():
    fitted = deep(steps=2, label_vocabulary=("yes", "no")).fit(X, NAMES[LABELS])
    assert fitted.classes_.tolist() == ["yes", "no"]


def test_a_column_of_labels_is_flattened_with_a_warning():
    with pytest.warns(DataConversionWarning):
        assert deep(steps=2).fit(X, LABELS[:, None]).predict(X).shape == (60,)


def test_several_labels_a_row_are_refused():
    with pytest.raises(DataError, match=r"`y` must have one class for each row, got shape \(60, 2"):
        deep().fit(X, np.stack([LABELS, LABELS], 1))


def test_a_score_finds_labels_in_a_column_of_the_data():
    data = {**FRAME, "label": NAMES[LABELS]}
    classifier = deep().fit(FRAME, NAMES[LABELS])
    assert classifier.score(data, "label") == classifier.score(FRAME, NAMES[LABELS])
    data, regressor = {**FRAME, "target": TARGETS}, LinearRegressor().fit(FRAME, TARGETS)
    assert regressor.score(data, "target") == regressor.score(FRAME, TARGETS)
    with pytest.raises(DataError, match="'price', which `X` does not have"):
        regressor.score(data, "price")


def test_the_score_of_a_regressor_is_r2():
    both = np.stack([TARGETS, X[:, 0] ** 2], 1)
    weights = np.arange(60.0)
    fitted = LinearRegressor().fit(X, both)
    expected = r2_score(both, fitted.predict(X), sample_weight=weights)
    assert fitted.score(X, both, weights) == pytest.approx(expected)


def test_predictions_have_the_rank_of_the_targets():
    assert LinearRegressor().fit(X, TARGETS).predict(X).shape == (60,)
    assert LinearRegressor().fit(X, TARGETS[:, None]).predict(X).shape == (60, 1)


def test_targets_of_numbers_in_objects_are_numbers():
    fitted = LinearRegressor().fit(X, TARGETS.astype(object))
    np.testing.assert_allclose(fitted.predict(X), LinearRegressor().fit(X, TARGETS).predict(X))


def test_targets_of_text_are_refused():
    with pytest.raises(DataError, match=r"`y` must be numbers, got 'no'\. Use a classifier"):
        LinearRegressor().fit(X, np.full(60, "no"))
