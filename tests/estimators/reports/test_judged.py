"""Tests of rows beside what a classifier says of them."""

import numpy as np
import pytest

from deepkit.errors import DataError
from deepkit.estimators import LinearRegressor
from deepkit.estimators.reports import Judged, judged
from tests.estimators._tables import LABELS, TARGETS, X, deep

P = np.array([[0.7, 0.2, 0.1], [0.3, 0.4, 0.3]])
NAMES = np.array(["a", "b", "c"])
THREE = Judged(np.array(["a", "c"]), None, np.array(["a", "b"]), P, NAMES)
TWO = Judged(np.array([0, 1]), None, np.array([0, 0]), P[:, :2], np.array([0, 1]))


def test_labels_predictions_and_probabilities_stand_side_by_side():
    names = np.where(LABELS, "up", "down")
    model = deep().fit(X, names)
    found = judged(model, X, names, np.r_[0.0, np.ones(59)])
    assert found.labels.tolist() == names[1:].tolist()  # a row of weight zero is none
    np.testing.assert_array_equal(found.predicted, model.predict(X)[1:])
    np.testing.assert_allclose(found.probabilities, model.predict_proba(X)[1:])
    assert found.weights.tolist() == [1.0] * 59


def test_the_second_of_two_classes_is_the_positive_one():
    positive, probability = TWO.against_others(None)
    assert (positive.tolist(), probability.tolist()) == ([False, True], [0.2, 0.4])


def test_a_class_can_be_named():
    positive, probability = THREE.against_others("c")
    assert (positive.tolist(), probability.tolist()) == ([False, True], [0.1, 0.3])


def test_of_several_classes_the_predicted_one_is_right_or_wrong():
    right, probability = THREE.calibrated(None)
    assert (right.tolist(), probability.tolist()) == ([True, False], [0.7, 0.4])
    assert THREE.calibrated("c")[0].tolist() == [False, True]
    assert TWO.calibrated(None)[0].tolist() == [False, True]


def test_wrong_targets_are_refused():
    with pytest.raises(ValueError, match="`target` must say which of the classes"):
        THREE.against_others(None)
    with pytest.raises(ValueError, match="Unknown class in `target` 'd'"):
        THREE.against_others("d")


def test_regressors_have_no_classes():
    model = LinearRegressor().fit(X, TARGETS)
    with pytest.raises(
        DataError, match="for classifiers, and LinearRegressor has a RegressionHead"
    ):
        judged(model, X, TARGETS, None)
