"""Tests of reports as methods of estimators."""

import inspect

import numpy as np
import pytest
from sklearn import metrics

from deepkit.errors import DataError
from deepkit.estimators import (
    DNNEstimator,
    LinearClassifier,
    LinearRegressor,
    MultiClassHead,
    reports,
)
from tests.estimators._tables import FRAME, LABELS, TARGETS, X

NAMES = np.where(LABELS, "up", "down")
WEIGHTS = np.linspace(0.5, 1.5, 60)


@pytest.fixture(scope="module")
def model():
    return LinearClassifier().fit(FRAME, NAMES)


@pytest.mark.parametrize(
    "name",
    ["summary", "describe", "plot_history", "permutation_importance", "integrated_gradients"],
)
def test_methods_take_what_the_functions_take(name):
    method = inspect.signature(getattr(LinearClassifier, name)).parameters
    function = list(inspect.signature(getattr(reports, name)).parameters)
    plain = [n for n, p in method.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert plain[1:] == function[1 : len(plain)]


def test_a_classifier_tells_what_it_takes_for_what(model):
    found = model.confusion_matrix(FRAME, NAMES, WEIGHTS)
    peer = metrics.confusion_matrix(NAMES, model.predict(FRAME), sample_weight=WEIGHTS)
    np.testing.assert_allclose(found.matrix, peer)
    assert found.classes.tolist() == ["down", "up"]


def test_a_classifier_tells_how_true_its_probabilities_are(model):
    found = model.calibration_curve(FRAME, NAMES, n_bins=4)
    again = reports.calibration_curve(LABELS, model.predict_proba(FRAME)[:, 1], n_bins=4)
    np.testing.assert_array_equal(found.prob_true, again.prob_true)
    assert found.expected_error == again.expected_error


@pytest.mark.parametrize(("target", "place"), [(None, 1), ("up", 1), ("down", 0)])
def test_a_classifier_tells_how_it_separates_classes(model, target, place):
    names = ["down", "up"]
    score, is_one = model.predict_proba(FRAME)[:, place], np.equal(NAMES, names[place])
    area = model.roc_curve(FRAME, NAMES, WEIGHTS, target=target).area
    assert area == pytest.approx(metrics.roc_auc_score(is_one, score, sample_weight=WEIGHTS))
    precision = model.precision_recall_curve(FRAME, NAMES, target=target).average_precision
    assert precision == pytest.approx(metrics.average_precision_score(is_one, score))


def test_labels_may_be_a_column_of_the_data(model):
    found = model.confusion_matrix({**FRAME, "y": NAMES}, "y")
    assert found.accuracy == pytest.approx(model.score(FRAME, NAMES))


def test_several_classes_are_calibrated_by_the_predicted_one():
    labels = np.digitize(X[:, 0], [-0.5, 0.5])
    model = LinearClassifier().fit(X, labels)
    found = model.calibration_curve(X, labels, n_bins=1)
    assert found.prob_true[0] == pytest.approx(model.score(X, labels))
    assert found.prob_pred[0] == pytest.approx(model.predict_proba(X).max(axis=1).mean())


def test_estimators_with_a_head_of_classes_report_too():
    labels = np.digitize(X[:, 0], [-0.5, 0.5])
    model = DNNEstimator(head=MultiClassHead(3), hidden_units=[4], steps=20, random_state=0)
    model.fit(X, labels)
    assert model.confusion_matrix(X, labels).accuracy == pytest.approx(model.score(X, labels))


def test_regressors_have_no_report_of_classes():
    model = LinearRegressor().fit(X, TARGETS)
    with pytest.raises(DataError, match="This report is for classifiers"):
        model.roc_curve(X, TARGETS)
