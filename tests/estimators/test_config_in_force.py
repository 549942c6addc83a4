"""Tests of the configuration that an estimator runs with."""

import json
import pickle
from inspect import signature

import pytest
from sklearn.base import clone

from deepkit.estimators import (
    BaselineRegressor,
    DNNClassifier,
    Estimator,
    LinearRegressor,
    RunConfig,
    numpy_input_fn,
)
from tests.estimators._tables import LABELS, TARGETS, X, deep


@pytest.mark.parametrize("kind", [DNNClassifier, LinearRegressor, BaselineRegressor])
def test_there_always_is_one(kind):
    assert kind().config == RunConfig()
    assert kind(model_dir="here").config == RunConfig(model_dir="here")
    assert Estimator(print, model_dir="here").config.model_dir == "here"


def test_what_was_given_is_in_it(tmp_path):
    given = RunConfig(save_checkpoints_steps=5, model_dir="there")
    estimator = LinearRegressor(config=given)
    assert estimator.config is given
    estimator.set_params(model_dir=tmp_path)
    assert estimator.config == given.replace(model_dir=str(tmp_path))
    estimator.config = None
    assert estimator.config == RunConfig(model_dir=str(tmp_path))


def test_parameters_stay_as_they_were_given():
    assert signature(DNNClassifier).parameters["config"].default is None
    given = RunConfig(tf_random_seed=3)
    for told in (None, given):
        estimator = DNNClassifier(model_dir="here", config=told)
        assert estimator.get_params()["config"] is told
        assert vars(estimator)["config"] is told
        assert clone(estimator).get_params()["config"] == told
        assert pickle.loads(pickle.dumps(estimator)).get_params()["config"] == told
    assert repr(DNNClassifier(model_dir="here")) == "DNNClassifier(model_dir='here')"


def test_it_is_what_functions_are_given(tmp_path):
    seen = []

    def input_fn(config):
        seen.append(config.model_dir)
        return numpy_input_fn({"x": X}, LABELS, shuffle=False)()

    deep(model_dir=tmp_path).train(input_fn, steps=1).evaluate(input_fn)
    assert seen == [str(tmp_path)] * 2


def test_the_environment_is_in_force_too(monkeypatch, tmp_path):
    monkeypatch.setenv("TF_CONFIG", json.dumps({"model_dir": str(tmp_path)}))
    assert LinearRegressor().config.model_dir == str(tmp_path)
    elsewhere = LinearRegressor(model_dir="elsewhere")
    with pytest.raises(ValueError, match="`model_dir` must be the one in TF_CONFIG"):
        elsewhere.fit(X, TARGETS)
    assert elsewhere.get_params()["model_dir"] == "elsewhere"


def test_what_is_no_configuration_is_told_as_it_is():
    assert LinearRegressor(model_dir="here", config="fast").config == "fast"
