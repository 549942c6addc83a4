"""Tests of estimators within scikit-learn's tools: pipelines, searches, calibration, copies."""

import copy
import pickle

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.ensemble import BaggingClassifier, VotingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.inspection import permutation_importance
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_val_score
from sklearn.multioutput import MultiOutputRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.utils.validation import check_is_fitted

from deepkit import feature_column as fc
from deepkit import optimizers
from deepkit.estimators import DNNRegressor, LinearClassifier, LinearRegressor, RunConfig
from tests.estimators._tables import FRAME, LABELS, TARGETS, X, deep, linear, wide_and_deep

NAMED = np.where(LABELS, "yes", "no")
TABLE = pd.DataFrame(FRAME)


# --- tools ----------------------------------------------------------------------------------------


def test_a_pipeline_hands_scaled_numbers_to_the_estimator():
    pipeline = make_pipeline(StandardScaler(), deep(learning_rate=0.01, steps=100))
    assert pipeline.fit(X, NAMED).score(X, NAMED) > 0.9
    assert pipeline.n_features_in_ == 3
    assert pipeline[-1].classes_.tolist() == ["no", "yes"]


def test_a_pipeline_whose_output_is_a_frame_gives_the_estimator_names():
    scaler = StandardScaler().set_output(transform="pandas")
    pipeline = make_pipeline(scaler, linear()).fit(TABLE[["age", "pay"]], LABELS)
    assert pipeline[-1].feature_names_in_.tolist() == ["age", "pay"]


def test_a_pipeline_hands_columns_of_text_through():
    scale = ColumnTransformer(
        [("scale", StandardScaler(), ["age", "pay"])],
        remainder="passthrough",
        verbose_feature_names_out=False,
    ).set_output(transform="pandas")
    pipeline = make_pipeline(scale, deep()).fit(TABLE, NAMED)
    columns = {column.name for column in pipeline[-1].encoder_.columns}
    assert any("job" in name for name in columns)


def test_weights_of_rows_go_through_a_pipeline():
    pipeline = make_pipeline(FunctionTransformer(), LinearRegressor(l2=0.0))
    weights = np.where(np.arange(60) < 30, 1.0, 0.0)
    step = pipeline.steps[-1][0]
    pipeline.fit(X, TARGETS**2, **{f"{step}__sample_weight": weights})
    half = LinearRegressor(l2=0.0).fit(X[:30], TARGETS[:30] ** 2)
    np.testing.assert_allclose(pipeline.predict(X), half.predict(X), rtol=1e-4)


def test_a_grid_search_finds_parameters_of_labels_of_text():
    grid = {"learning_rate": [1e-6, 0.01], "hidden_units": [(16,)]}
    search = GridSearchCV(deep(steps=100), grid, cv=3, n_jobs=1).fit(X, NAMED)
    assert search.best_params_["learning_rate"] == 0.01
    assert search.best_estimator_.learning_rate == 0.01
    assert search.score(X, NAMED) > 0.9
    assert search.predict_proba(X).shape == (60, 2)


def test_a_grid_search_with_a_shared_folder_never_goes_on_from_it(tmp_path):
    grid = {"learning_rate": [0.001, 0.01]}
    shared = GridSearchCV(deep(model_dir=tmp_path), grid, cv=2, n_jobs=1).fit(X, LABELS)
    alone = GridSearchCV(deep(), grid, cv=2, n_jobs=1).fit(X, LABELS)
    for name in ("split0_test_score", "split1_test_score"):
        np.testing.assert_array_equal(shared.cv_results_[name], alone.cv_results_[name])
    assert shared.best_estimator_.global_step_ == 30
    assert [path.name for path in tmp_path.glob("ckpt-*")] == ["ckpt-30"]


def test_a_search_reaches_the_parameters_of_an_estimator_in_a_pipeline():
    pipeline = make_pipeline(StandardScaler(), linear())
    grid = {"linearclassifier__steps": [1, 100]}
    assert GridSearchCV(pipeline, grid, cv=2).fit(X, LABELS).best_score_ > 0.8


def test_a_calibrated_classifier_has_probabilities_of_labels():
    calibrated = CalibratedClassifierCV(deep(steps=100), cv=2).fit(X, NAMED)
    assert calibrated.classes_.tolist() == ["no", "yes"]
    np.testing.assert_allclose(calibrated.predict_proba(X).sum(1), 1.0)


def test_permutation_importance_finds_the_column_that_matters():
    fitted = LinearClassifier().fit(TABLE, (FRAME["pay"] > 0).astype(int))
    labels = (FRAME["pay"] > 0).astype(int)
    found = permutation_importance(fitted, TABLE, labels, n_repeats=3, random_state=0)
    assert found.importances_mean.argmax() == list(TABLE).index("pay")


def test_each_row_is_predicted_by_models_that_have_not_seen_it():
    probabilities = cross_val_predict(linear(), X, NAMED, cv=3, method="predict_proba")
    assert probabilities.shape == (60, 2)
    assert cross_val_score(linear(steps=100), TABLE, NAMED, cv=3).mean() > 0.8


def test_several_estimators_vote():
    voting = VotingClassifier(
        [("a", deep()), ("b", linear()), ("c", wide_and_deep())], voting="soft"
    )
    assert voting.fit(X, NAMED).predict_proba(X).shape == (60, 2)


def test_an_estimator_can_be_bagged_and_repeated():
    bagged = BaggingClassifier(linear(), n_estimators=2, random_state=0).fit(X, LABELS)
    assert bagged.predict(X).shape == (60,)
    both = np.stack([TARGETS, -TARGETS], 1)
    assert MultiOutputRegressor(LinearRegressor()).fit(X, both).predict(X).shape == (60, 2)


def test_targets_can_be_transformed():
    model = TransformedTargetRegressor(LinearRegressor(l2=0.0), func=np.log, inverse_func=np.exp)
    targets = np.exp(X @ [0.1, 0.2, 0.3])
    np.testing.assert_allclose(model.fit(X, targets).predict(X), targets, rtol=1e-5)


# --- copies ---------------------------------------------------------------------------------------

COLUMNS = [
    fc.numeric_column("age", normalizer="zscore"),
    fc.embedding_column(fc.categorical_column_with_vocabulary_list("job"), 2),
]


def test_a_clone_has_the_parameters_and_nothing_learned():
    fitted = deep(feature_columns=COLUMNS, optimizer=optimizers.Adam(0.02)).fit(TABLE, LABELS)
    twin = clone(fitted)
    assert twin.feature_columns == fitted.feature_columns
    assert twin.get_params().keys() == fitted.get_params().keys()
    with pytest.raises(NotFittedError):
        check_is_fitted(twin)


def test_fit_leaves_the_parameters_as_they_were():
    params = {"feature_columns": COLUMNS, "optimizer": optimizers.Adam(0.02), "steps": 2}
    estimator = deep(**params)
    before = joblib.hash(estimator.get_params())
    estimator.fit(TABLE, LABELS).fit(TABLE, LABELS).predict(TABLE)
    assert joblib.hash(estimator.get_params()) == before
    assert estimator.optimizer is params["optimizer"]


def test_the_same_data_give_a_copy_of_the_same_hash():
    first, second = (linear().fit(X, LABELS) for _ in range(2))
    assert joblib.hash(first) == joblib.hash(second)


@pytest.mark.parametrize("way", [pickle, joblib, copy], ids=lambda way: way.__name__)
@pytest.mark.parametrize("make", [deep, linear, wide_and_deep, DNNRegressor])
def test_a_copy_predicts_the_same(make, way, tmp_path):
    fitted = make(steps=2, config=RunConfig()).fit(X, LABELS)
    if way is joblib:
        joblib.dump(fitted, tmp_path / "e")
        twin = joblib.load(tmp_path / "e")
    else:
        twin = copy.deepcopy(fitted) if way is copy else pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(twin.predict(X), fitted.predict(X))
    assert twin.global_step_ == 2
    assert twin.partial_fit(X, LABELS).global_step_ > 2 == fitted.global_step_


def test_a_deep_copy_of_columns_is_equal():
    assert copy.deepcopy(COLUMNS) == COLUMNS


def test_a_copy_that_was_not_fitted_is_not_fitted():
    with pytest.raises(NotFittedError):
        pickle.loads(pickle.dumps(deep())).predict(X)


# --- parameters -----------------------------------------------------------------------------------


def test_parameters_are_told_and_set():
    estimator = deep()
    assert estimator.set_params(hidden_units=(3,), dropout=0.5) is estimator
    assert estimator.get_params()["hidden_units"] == (3,)
    with pytest.raises(ValueError, match="Invalid parameter 'units' for estimator"):
        estimator.set_params(units=3)


def test_the_repr_shows_what_is_not_the_default():
    assert repr(LinearClassifier(steps=3)) == "LinearClassifier(steps=3)"


def test_nothing_is_checked_before_fit():
    estimator = deep(hidden_units="?", optimizer=3, batch_size=-1, compat="?")
    assert estimator.batch_size == -1
    with pytest.raises(ValueError, match="`batch_size` must be a whole number >= 1, got -1"):
        estimator.fit(X, LABELS)
