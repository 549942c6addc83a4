"""What an estimator with a model function has learned."""

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit import layers, ops
from deepkit.columns import called
from deepkit.errors import DataError
from deepkit.estimators import BaselineRegressor, Estimator, EstimatorSpec, RegressionHead
from deepkit.estimators._drawn_fitted import label_arrays, specs_of
from deepkit.estimators._examples import Examples
from tests.estimators._model_functions import X32, own, trained
from tests.estimators._tables import LABELS, TARGETS, X

WEIGHTS = np.arange(60.0)


def weighted(features, labels, mode):
    found = layers.Dense(1, kernel_initializer="zeros", name="line")(0.0 * features["x"])
    if mode == "infer":
        return EstimatorSpec(mode, predictions=found)
    errors = ops.square(found[:, 0] - labels)
    loss = ops.sum(features["w"] * errors) / ops.sum(features["w"])
    return EstimatorSpec(mode, loss=loss, optimizer="sgd")


def test_predictions_need_only_the_features_they_are_made_of():
    data = {"x": X32, "w": WEIGHTS}
    estimator = Estimator(weighted, learning_rate=0.1).train(lambda: (data, TARGETS), steps=100)
    found = estimator.predict({"x": X32})
    assert found[:, 0] == pytest.approx(np.average(TARGETS, weights=WEIGHTS), rel=1e-3)


def test_a_head_finds_the_weights_among_the_features():
    def headed(features, labels, mode):
        found = layers.Dense(1, kernel_initializer="zeros", name="line")(0.0 * features["x"])
        head = RegressionHead(weight_column="w")
        return head.create_estimator_spec(features, mode, found, labels, "sgd")

    data = {"x": X32, "w": WEIGHTS}
    estimator = Estimator(headed, learning_rate=0.01).train(lambda: (data, TARGETS), steps=100)
    peer = BaselineRegressor().fit(X, TARGETS, WEIGHTS).predict(X)
    assert estimator.predict({"x": X32}) == pytest.approx(peer, rel=1e-3)


def test_weights_that_nobody_sees_are_refused():
    with pytest.raises(DataError, match="makes its own loss sees no sample weights"):
        Estimator(own).fit({"x": X32}, LABELS, WEIGHTS)


def test_missing_labels_are_refused():
    fitted = trained(steps=1)._fitted
    table = fc.as_table({"x": X32})
    with pytest.raises(DataError, match="There are no labels: `y` must be given"):
        fitted.batch(Examples(table, None, None, ("x",), 1))


def test_all_weights_are_those_of_the_trainer():
    fitted = trained(steps=1)._fitted
    assert fitted.whole is fitted.trainer
    assert fitted.asked.keys == ("x",)


def test_a_matrix_is_the_one_column_that_there_is():
    matrix = fc.as_table(X)
    assert called(matrix, ("pixels",)).names == ("pixels",)
    assert called(matrix, ("x",)) is matrix
    assert called(matrix, ("a", "b")) is matrix
    assert called(fc.as_table({"a": [1]}), ("b",)).names == ("a",)


def test_labels_have_names_that_no_feature_has():
    assert set(label_arrays(np.ones(1))) == {"label:"}
    assert set(label_arrays({"a": np.ones(1)})) == {"label:a"}
    assert set(specs_of(fc.numeric_column("age"))) == {"age"}
