"""Tests of the linear models."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

from deepkit import feature_column as fc
from deepkit.estimators import LinearClassifier, LinearRegressor
from tests.estimators._tables import FRAME, LABELS, TARGETS, X, linear

JOB = fc.categorical_column_with_vocabulary_list("job", ["clerk", "cook"])


def test_the_regressor_finds_the_coefficients_of_least_squares():
    noisy = TARGETS + np.sin(np.arange(60.0))
    columns = [fc.numeric_column("x", (3,))]
    fitted = LinearRegressor(columns, l2=0.0, standardize=False).fit(X, noisy)
    peer = LinearRegression().fit(X, noisy)
    found = fitted.get_variable_value("linear/linear_model/x/weights")[:, 0]
    np.testing.assert_allclose(found, peer.coef_, rtol=1e-5)
    np.testing.assert_allclose(fitted.predict(X), peer.predict(X), rtol=1e-5)


def test_the_classifier_finds_the_coefficients_of_logistic_regression():
    noisy = np.where(np.arange(60) % 7 == 0, 1 - LABELS, LABELS)
    columns = [fc.numeric_column("x", (3,))]
    fitted = LinearClassifier(columns, l2=0.0, standardize=False).fit(X, noisy)
    peer = LogisticRegression(C=np.inf, tol=1e-9).fit(X, noisy)
    found = fitted.get_variable_value("linear/linear_model/x/weights")[:, 0]
    np.testing.assert_allclose(found, peer.coef_[0], rtol=1e-4)
    np.testing.assert_allclose(fitted.predict_proba(X), peer.predict_proba(X), atol=1e-5)


def test_a_solved_model_counts_the_steps_of_the_solver():
    assert 0 < LinearClassifier(steps=3000).fit(X, LABELS).global_step_ < 50


@pytest.mark.parametrize("options", [{"learning_rate": 0.1}, {"compat": "tf"}])
def test_who_asks_for_batches_gets_them(options):
    fitted = LinearClassifier(steps=7, random_state=0, **options).fit(X, LABELS)
    assert fitted.global_step_ == 7


def test_who_insists_on_the_solver_gets_it_or_an_error():
    solved = LinearClassifier(optimizer="direct", learning_rate=0.1).fit(X, LABELS)
    np.testing.assert_array_equal(
        solved.predict_proba(X), LinearClassifier().fit(X, LABELS).predict_proba(X)
    )
    trained = LinearClassifier([fc.embedding_column(JOB, 2)], optimizer="direct")
    with pytest.raises(ValueError, match="`optimizer` must not be 'direct': there are columns"):
        trained.fit(FRAME, LABELS)


def test_the_rate_of_tensorflow_is_a_fifth_for_the_default_name():
    rate = LinearClassifier(compat="tf")._make_optimizer({"linear": (JOB,) * 100}).learning_rate
    assert float(rate) == pytest.approx(0.2)


def test_no_optimizer_is_tensorflows_default_with_a_rate_for_the_columns():
    # min(0.2, 1 / sqrt(columns)), research section 1.1
    rate = LinearClassifier(optimizer=None)._make_optimizer({"linear": (JOB,) * 100}).learning_rate
    assert float(rate) == pytest.approx(0.1)


def test_categories_have_a_weight_each():
    fitted = LinearClassifier([JOB]).fit(FRAME, (FRAME["job"] == "cook").astype(int))
    clerk, cook = fitted.get_variable_value("linear/linear_model/job/weights")[:, 0]
    assert clerk < 0 < cook
    assert fitted.score(FRAME, (FRAME["job"] == "cook").astype(int)) == 1.0


def test_batches_come_near_to_what_the_solver_finds():
    noisy = np.where(np.arange(60) % 7 == 0, 1 - LABELS, LABELS)
    columns = [fc.numeric_column("x", (3,))]
    solved = LinearClassifier(columns, l2=0.0).fit(X, noisy)
    trained = linear(feature_columns=columns, steps=2000).fit(X, noisy)
    np.testing.assert_allclose(trained.predict_proba(X), solved.predict_proba(X), atol=0.02)
