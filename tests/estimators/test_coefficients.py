"""Tests of the coefficients of linear models."""

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.feature_selection import SelectFromModel
from sklearn.linear_model import LinearRegression, LogisticRegression

from deepkit import feature_column as fc
from deepkit.estimators import BaselineRegressor, LinearClassifier, LinearRegressor, numpy_input_fn
from tests.estimators._tables import FRAME, LABELS, TARGETS, X

UNITS = [0.1, 1.0, 100.0]
SCALED = X * UNITS + [5.0, -3.0, 2e3]  # columns of other units, far from 0
NOISY = 1e5 + 100 * TARGETS + 50 * np.sin(np.arange(60.0))
KINDS = np.argmax(X + 0.3 * np.sin(np.arange(180.0)).reshape(60, 3), axis=1)
TOLD = np.where(np.arange(60) % 7 == 0, 1 - LABELS, LABELS)


def test_those_of_a_regressor_are_in_the_units_of_the_data():
    fitted, peer = LinearRegressor(l2=0.0).fit(SCALED, NOISY), LinearRegression().fit(SCALED, NOISY)
    np.testing.assert_allclose(fitted.coef_, peer.coef_, rtol=1e-5)
    assert fitted.coef_.shape == peer.coef_.shape == (3,)
    assert isinstance(fitted.intercept_, float)
    assert fitted.intercept_ == pytest.approx(peer.intercept_, rel=1e-5)
    np.testing.assert_allclose(SCALED @ fitted.coef_.T + fitted.intercept_, fitted.predict(SCALED))


def test_several_targets_have_a_row_of_coefficients_each():
    targets = np.stack([NOISY, -TARGETS], axis=1)
    fitted = LinearRegressor(l2=0.0).fit(SCALED, targets)
    peer = LinearRegression().fit(SCALED, targets)
    np.testing.assert_allclose(fitted.coef_, peer.coef_, rtol=1e-5)
    np.testing.assert_allclose(fitted.intercept_, peer.intercept_, rtol=1e-5)


def test_one_target_in_a_column_keeps_its_axis():
    fitted, peer = (m.fit(X, TARGETS[:, None]) for m in (LinearRegressor(), LinearRegression()))
    assert fitted.coef_.shape == peer.coef_.shape == (1, 3)
    assert fitted.intercept_.shape == peer.intercept_.shape == (1,)


@pytest.mark.parametrize(("labels", "rows"), [(TOLD, 1), (KINDS, 3)])
def test_those_of_a_classifier_make_its_decision_function(labels, rows):
    fitted = LinearClassifier(l2=1.0).fit(SCALED, labels)
    assert fitted.coef_.shape == (rows, 3)
    assert fitted.intercept_.shape == (rows,)
    found = (SCALED @ fitted.coef_.T + fitted.intercept_).squeeze()
    np.testing.assert_allclose(found, fitted.decision_function(SCALED), rtol=1e-3, atol=1e-4)


def test_those_of_a_classifier_are_those_of_logistic_regression():
    fitted = LinearClassifier(l2=0.0).fit(X, TOLD)
    peer = LogisticRegression(C=np.inf, tol=1e-9).fit(X, TOLD)
    np.testing.assert_allclose(fitted.coef_, peer.coef_, rtol=1e-4)
    np.testing.assert_allclose(fitted.intercept_, peer.intercept_, rtol=1e-3)


@pytest.mark.parametrize("normalizer", [None, "zscore", "minmax"])
def test_scales_of_all_kinds_are_folded_in(normalizer):
    columns = [fc.numeric_column(name, normalizer=normalizer) for name in ("pay", "age")]
    fitted = LinearRegressor(columns, l2=0.0, standardize=False).fit(FRAME, TARGETS)
    peer = LinearRegression().fit(X[:, :2], TARGETS)
    np.testing.assert_allclose(fitted.coef_, [*peer.coef_, 0.0], rtol=1e-4)
    assert fitted.feature_names_in_.tolist() == ["age", "pay", "job"]
    assert fitted.intercept_ == pytest.approx(peer.intercept_, rel=1e-4)


def test_columns_may_be_named_by_their_places():
    columns = [fc.numeric_column("x2"), fc.numeric_column("x0")]
    peer = LinearRegression().fit(X[:, [0, 2]], TARGETS)
    found = LinearRegressor(columns, l2=0.0).fit(X, TARGETS).coef_
    np.testing.assert_allclose(found, [peer.coef_[0], 0.0, peer.coef_[1]], rtol=1e-5)


def test_a_model_trained_on_a_matrix_of_an_input_function_has_them():
    given = numpy_input_fn(X, TARGETS, 20, num_epochs=None, shuffle=False)
    fitted = LinearRegressor().train(given, steps=5)
    np.testing.assert_allclose(X @ fitted.coef_ + fitted.intercept_, fitted.predict(X), atol=1e-5)
    part = LinearRegressor([fc.numeric_column("x1")]).train(given, steps=1)
    with pytest.raises(AttributeError, match="has no `coef_`: 'x1' is a part of 'x'"):
        part.coef_  # noqa: B018


def test_copies_have_them_and_features_can_be_selected_by_them():
    fitted = LinearRegressor().fit(X, TARGETS)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(fitted)).coef_, fitted.coef_)
    chosen = SelectFromModel(fitted, prefit=True, threshold=1.5).get_support()
    assert chosen.tolist() == [False, True, True]


JOB = fc.categorical_column_with_vocabulary_list("job", ["clerk", "cook"])
AGE = fc.numeric_column("age")


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ([AGE, JOB], "column 'job' is a VocabularyColumn, and not a plain number. `get_var"),
        (None, "column 'job' is a VocabularyColumn"),
        ([fc.bucketized_column(AGE, [0.0])], "'age_bucketized' is .* For one line, pass `featu"),
        ([fc.numeric_column("age", normalizer="log1p")], "'age' is normalized by log1p, which"),
        ([fc.numeric_column("age", normalizer_fn=np.tanh)], "'age' is normalized by a function"),
        ([fc.numeric_column("age", missing="indicator")], "'age' has a second feature, which"),
    ],
)
def test_a_model_that_is_no_line_has_none(columns, why):
    fitted = LinearRegressor(columns).fit(FRAME, TARGETS)
    for name in ("coef_", "intercept_"):
        assert not hasattr(fitted, name)
        with pytest.raises(AttributeError, match=f"has no `{name}`: .*{why}"):
            getattr(fitted, name)


def test_columns_of_several_numbers_have_no_place():
    wide = LinearRegressor([fc.numeric_column("both", 2)]).fit({"both": X[:, :2]}, TARGETS)
    with pytest.raises(AttributeError, match="column 'both' holds 2 numbers in each row"):
        wide.coef_  # noqa: B018


def test_the_message_names_what_there_is_instead():
    fitted = LinearClassifier([JOB]).fit(pd.DataFrame(FRAME), LABELS)
    with pytest.raises(AttributeError, match=r"`get_variable_value\(name\)` .* `summary\(\)`"):
        fitted.coef_  # noqa: B018
    assert "linear/linear_model/job/weights" in fitted.get_variable_names()


def test_there_are_none_before_fit_and_none_of_baselines():
    with pytest.raises(NotFittedError):
        LinearRegressor().coef_  # noqa: B018
    fitted = BaselineRegressor().fit(X, TARGETS)
    assert not hasattr(fitted, "coef_")
    assert not hasattr(LinearRegressor().fit(X, TARGETS), "feature_importances_")
