"""Tests of how the training of deep models went."""

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.metrics import log_loss, mean_squared_error
from sklearn.neural_network import MLPClassifier

from deepkit.estimators import (
    DNNEstimator,
    DNNLinearCombinedClassifier,
    DNNRegressor,
    LinearClassifier,
    RegressionHead,
)
from deepkit.estimators.experimental import RNNClassifier
from deepkit.optimizers import SGD
from tests.estimators._tables import LABELS, TARGETS, X, deep

STILL = {"optimizer": SGD(1e-30), "batch_size": 25, "steps": 130}  # weights stay where they are


def test_the_losses_are_means_over_the_rows():
    fitted = deep(**STILL).fit(X, LABELS)
    expected = log_loss(LABELS, fitted.predict_proba(X))
    # Looks come after 50, 100 and 130 batches of 25 of 60 rows: not after whole passes.
    assert len(fitted.loss_curve_) == 3
    np.testing.assert_allclose(fitted.loss_curve_, expected, rtol=0.02)
    whole = deep(**{**STILL, "batch_size": 60}).fit(X, LABELS)
    np.testing.assert_allclose(whole.loss_curve_, log_loss(LABELS, whole.predict_proba(X)), 1e-5)


def test_those_of_a_regressor_are_squared_deviations_of_the_targets():
    fitted = DNNRegressor((4,), random_state=0, **{**STILL, "batch_size": 60}).fit(X, 7 * TARGETS)
    expected = mean_squared_error(7 * TARGETS, fitted.predict(X)) / np.var(7 * TARGETS)
    assert fitted.loss_ == pytest.approx(expected, rel=1e-4)


def test_the_last_loss_and_the_steps_are_those_of_the_history():
    fitted = deep(steps=130).fit(X, LABELS)
    assert fitted.loss_curve_ == fitted.history_["loss"]
    assert fitted.loss_ == fitted.loss_curve_[-1] < fitted.loss_curve_[0]
    assert fitted.n_iter_ == fitted.history_["step"][-1] == 130


def test_they_have_the_types_of_scikit_learns():
    fitted, peer = (
        deep().fit(X, LABELS),
        MLPClassifier((4,), "logistic", tol=1.0, n_iter_no_change=1),
    )
    peer.fit(X, LABELS)
    for name in ("loss_curve_", "loss_", "n_iter_"):
        assert isinstance(getattr(peer, name), type(getattr(fitted, name)))


def test_who_goes_on_adds_to_them():
    fitted = deep(steps=60).fit(X, LABELS)
    before = fitted.loss_curve_
    fitted.partial_fit(X, LABELS)  # 3 batches of 20
    assert fitted.loss_curve_[:-1] == before
    assert fitted.n_iter_ == 63
    before.clear()
    assert fitted.loss_curve_


def test_steps_are_counted_from_a_checkpoint_and_losses_are_not_there(tmp_path):
    deep(model_dir=str(tmp_path)).fit(X, LABELS)
    again = deep(model_dir=str(tmp_path))
    assert again.n_iter_ == 30
    for name in ("loss_curve_", "loss_"):
        with pytest.raises(AttributeError, match="no step was made since it was made or read"):
            getattr(again, name)


@pytest.mark.parametrize(
    "estimator",
    [
        DNNLinearCombinedClassifier(dnn_hidden_units=(4,)),
        DNNEstimator(RegressionHead(), (4,)),
        RNNClassifier(units=4),
    ],
)
def test_all_that_is_deep_has_them(estimator):
    assert not hasattr(estimator, "loss_curve_")
    fitted = estimator.fit(X, LABELS, steps=3)
    assert (fitted.n_iter_, len(fitted.loss_curve_)) == (3, 1)


def test_there_are_none_before_fit_and_none_of_linear_models():
    with pytest.raises(NotFittedError):
        deep().n_iter_  # noqa: B018
    assert not hasattr(LinearClassifier().fit(X, LABELS), "loss_curve_")
