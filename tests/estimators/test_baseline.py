"""Tests of the models that look at no feature."""

import pickle

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.utils.estimator_checks import parametrize_with_checks

from deepkit.estimators import (
    BaselineClassifier,
    BaselineEstimator,
    BaselineRegressor,
    MultiHead,
    PoissonRegressionHead,
    RegressionHead,
)
from tests.estimators._tables import FRAME, LABELS, TARGETS, X, shuffled

THREE = np.array(["a", "b", "c"])[LABELS + (X[:, 2] > 0.5)]
WEIGHTS = np.arange(1.0, 61.0)


@parametrize_with_checks(
    [BaselineClassifier(), BaselineRegressor(), BaselineEstimator(RegressionHead())]
)
def test_scikit_learn_accepts_them(estimator, check):
    check(estimator)


@pytest.mark.parametrize("labels", [LABELS, THREE])
@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_probabilities_are_how_often_the_classes_are(labels, weights):
    fitted = BaselineClassifier().fit(FRAME, labels, weights)
    peer = DummyClassifier(strategy="prior").fit(X, labels, weights)
    np.testing.assert_allclose(fitted.predict_proba(FRAME), peer.predict_proba(X), rtol=1e-5)
    assert (fitted.predict(FRAME) == peer.predict(X)).all()


@pytest.mark.parametrize("targets", [TARGETS, np.stack([TARGETS, X[:, 0]], 1)])
@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_numbers_are_the_means_of_the_targets(targets, weights):
    fitted = BaselineRegressor().fit(FRAME, targets, weights)
    peer = DummyRegressor().fit(X, targets, weights)
    np.testing.assert_allclose(fitted.predict(FRAME), peer.predict(X), rtol=1e-5)


def test_counts_are_their_mean():
    fitted = BaselineEstimator(PoissonRegressionHead()).fit(FRAME, np.arange(60))
    assert fitted.predict(FRAME)[0] == pytest.approx(29.5, rel=1e-5)


def test_each_of_several_heads_has_a_constant():
    heads = MultiHead([RegressionHead(name="a"), PoissonRegressionHead(name="b")])
    found = BaselineEstimator(heads).fit(FRAME, {"a": TARGETS, "b": LABELS}).predict(FRAME)
    assert found["a"] == pytest.approx(np.full(60, TARGETS.mean()), rel=1e-5)
    assert found["b"] == pytest.approx(np.full(60, LABELS.mean()), rel=1e-5)


def test_the_variable_has_tensorflows_name():
    fitted = BaselineClassifier().fit(X, LABELS)
    assert fitted.get_variable_names() == ["baseline/bias", "global_step"]
    p = LABELS.mean()
    bias = fitted.get_variable_value("baseline/bias")
    assert bias == pytest.approx([np.log(p / (1 - p))], rel=1e-5)


def test_a_class_that_no_row_has_is_never_expected():
    fitted = BaselineClassifier(label_vocabulary=["a", "b", "c", "d"]).fit(X, THREE)
    assert fitted.predict_proba(X)[0, 3] < 1e-6


def test_tensorflows_way_takes_steps_at_a_rate_of_three_tenths():
    fitted = BaselineClassifier(compat="tf", steps=1, batch_size=60).fit(X, LABELS)
    # Ftrl from z = 0 and n = 0.1: n' = n + g^2, w = -(g * rate) / sqrt(n'), l1 = l2 = 0
    gradient = 0.5 - LABELS.mean()
    bias = fitted.get_variable_value("baseline/bias")
    assert bias == pytest.approx([-0.3 * gradient / np.sqrt(0.1 + gradient**2)], rel=1e-5)


def test_training_comes_to_what_counting_finds():
    fitted = BaselineClassifier(optimizer="Ftrl", random_state=0).train(shuffled(), steps=400)
    assert fitted.global_step_ == 400
    assert fitted.predict_proba(X)[0, 1] == pytest.approx(LABELS.mean(), abs=0.03)


def test_no_column_is_looked_at():
    data = {"job": ["cook", None, "clerk"], "tags": [["a"], [], ["b", "c"]], "pay": [1, np.nan, 3]}
    fitted = BaselineRegressor().fit(data, [1.0, 2.0, 6.0])
    assert fitted.predict({"job": ["pilot"]}).tolist() == pytest.approx([3.0])
    assert fitted.evaluate(data, [1.0, 2.0, 6.0])["r2"] == pytest.approx(0, abs=1e-6)


def test_who_learned_from_a_matrix_takes_any_columns_too():
    fitted = BaselineRegressor().fit(X, TARGETS)
    assert fitted.predict({"job": ["pilot"]}) == pytest.approx([TARGETS.mean()], rel=1e-5)


def test_copies_and_checkpoints_say_the_same(tmp_path):
    first = BaselineClassifier(tmp_path, optimizer="Ftrl").train(shuffled(), steps=20)
    copy, second = pickle.loads(pickle.dumps(first)), BaselineClassifier(tmp_path)
    np.testing.assert_array_equal(copy.predict_proba(X), first.predict_proba(X))
    np.testing.assert_array_equal(second.predict_proba(X), first.predict_proba(X))
