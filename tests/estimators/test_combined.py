"""Tests of Wide & Deep."""

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit import optimizers
from deepkit.estimators import DNNLinearCombinedClassifier, DNNLinearCombinedRegressor
from tests.estimators._tables import FRAME, LABELS, TARGETS, X, wide_and_deep

JOB = fc.categorical_column_with_vocabulary_list("job", ["clerk", "cook"])
AGE = fc.numeric_column("age")


def names(estimator):
    return set(estimator.get_variable_names())


def test_wide_and_deep_learns():
    fitted = wide_and_deep(steps=200, learning_rate=0.01).fit(X, LABELS)
    assert fitted.score(X, LABELS) > 0.95


def test_the_regressor_learns():
    fitted = DNNLinearCombinedRegressor(
        dnn_hidden_units=(16,), steps=300, learning_rate=0.02, random_state=0
    )
    assert fitted.fit(X, TARGETS).score(X, TARGETS) > 0.95


def test_the_logits_are_the_sum_of_both_parts():
    fitted = wide_and_deep(
        linear_feature_columns=[JOB], dnn_feature_columns=[AGE], standardize=False
    ).fit(FRAME, LABELS)
    value = fitted.get_variable_value
    cooks = (FRAME["job"] == "cook").astype(int)
    hidden = FRAME["age"][:, None] @ value("dnn/hiddenlayer_0/kernel")
    hidden = np.maximum(hidden + value("dnn/hiddenlayer_0/bias"), 0)
    deep = hidden @ value("dnn/logits/kernel") + value("dnn/logits/bias")
    wide = value("linear/linear_model/job/weights")[cooks] + value(
        "linear/linear_model/bias_weights"
    )
    np.testing.assert_allclose(fitted.decision_function(FRAME), (deep + wide)[:, 0], atol=1e-5)


def test_each_part_has_its_own_optimizer():
    made = DNNLinearCombinedClassifier()._make_optimizer({"linear": (JOB,) * 4})
    kinds = {type(optimizer) for optimizer in made.optimizers}
    assert kinds == {optimizers.Ftrl, optimizers.Adam}


def test_tensorflows_rates_depend_on_the_number_of_columns():
    # Ftrl at min(0.005, 1 / sqrt(columns)), Adagrad at 0.001
    made = DNNLinearCombinedClassifier(compat="tf")._make_optimizer({"linear": (JOB,) * 90_000})
    rates = {type(part).__name__: float(part.learning_rate) for part in made.optimizers}
    assert rates == {"Ftrl": pytest.approx(1 / 300), "Adagrad": pytest.approx(0.001)}


def test_columns_for_one_part_alone_make_that_part_alone():
    wide = wide_and_deep(linear_feature_columns=[JOB], steps=1).fit(FRAME, LABELS)
    assert not any(name.startswith("dnn") for name in names(wide))
    deep = wide_and_deep(dnn_feature_columns=[AGE], steps=1).fit(FRAME, LABELS)
    assert not any(name.startswith("linear") for name in names(deep))
