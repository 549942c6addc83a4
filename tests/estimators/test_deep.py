"""Tests of the deep models."""

import numpy as np
import pytest

from deepkit import optimizers
from deepkit.estimators import DNNClassifier, DNNRegressor
from tests.estimators._tables import FRAME, LABELS, TARGETS, X, deep


def test_a_deep_classifier_learns():
    fitted = deep(steps=200, learning_rate=0.01).fit(X, LABELS)
    assert fitted.score(X, LABELS) > 0.95


def test_a_deep_regressor_learns_targets_of_any_unit():
    fitted = DNNRegressor((16,), steps=300, learning_rate=0.02, random_state=0)
    assert fitted.fit(X, 1e6 * TARGETS).score(X, 1e6 * TARGETS) > 0.95


def test_the_network_has_the_layers_that_were_asked_for():
    fitted = deep(hidden_units=(5, 4), steps=1).fit(X, LABELS)
    shapes = {v.path: tuple(v.shape) for v in fitted.model_.trainable_variables}
    assert shapes["hiddenlayer_0/kernel"] == (3, 5)
    assert shapes["hiddenlayer_1/kernel"] == (5, 4)
    assert shapes["logits/kernel"] == (4, 1)


def test_columns_of_text_are_inferred():
    fitted = deep(steps=1).fit(FRAME, LABELS)
    assert {key for column in fitted.encoder_.columns for key in column.keys} == set(FRAME)


def test_the_optimizer_is_adam_or_tensorflows_adagrad():
    assert isinstance(DNNClassifier()._make_optimizer({}), optimizers.Adam)
    theirs = DNNClassifier(compat="tf")._make_optimizer({})
    assert isinstance(theirs, optimizers.Adagrad)
    assert float(theirs.learning_rate) == pytest.approx(0.001)


def test_batch_norm_and_dropout_are_in_the_model():
    fitted = deep(steps=3, dropout=0.5, batch_norm=True).fit(X, LABELS)
    names = [layer.name for layer in fitted.model_.layers]
    assert {"dropout_0", "batchnorm_0"} <= set(names)
    np.testing.assert_array_equal(fitted.predict_proba(X), fitted.predict_proba(X))
