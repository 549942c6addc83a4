"""Tests of what an estimator is and has learned, in plain values."""

import json

import numpy as np
import pytest

from deepkit import estimators
from deepkit import feature_column as fc
from deepkit.estimators.reports import describe
from tests.estimators._tables import FRAME, LABELS, TARGETS, X, deep, wide_and_deep

JOB = fc.categorical_column_with_vocabulary_list("job")


def columns_of(estimator):
    """Return the columns of a description by name."""
    return {column["name"]: column for column in describe(estimator)["columns"]}


def test_scales_of_numbers_are_told():
    found = columns_of(deep(steps=1).fit(FRAME, LABELS))["age"]
    assert (found["kind"], found["keys"]) == ("numeric", ["age"])
    assert found["learned"]["mean"] == pytest.approx([FRAME["age"].mean()])
    assert found["learned"]["std"] == pytest.approx([FRAME["age"].std()])


def test_what_a_column_is_made_of_is_told():
    model = deep(feature_columns=[fc.embedding_column(JOB, 2)], steps=1).fit(FRAME, LABELS)
    [found] = describe(model)["columns"]
    vocabulary = {"vocabulary": ["clerk", "cook"]}
    assert found["made_of"] == [{"name": "job", "kind": "vocabulary", "learned": vocabulary}]
    assert (found["learned"], found["buckets"], found["dimension"]) == ({}, 2, 2)


def test_parts_of_the_model_are_told():
    found = columns_of(wide_and_deep(steps=1).fit(FRAME, LABELS))
    assert found["job"]["parts"] == ["linear"]
    assert found["job_indicator"]["parts"] == ["dnn"]


def test_missing_shares_are_the_largest_of_the_keys():
    data = {"a": ["x", None, "y", "x"], "b": ["p", "q", "p", "q"]}
    column = fc.crossed_column(["a", "b"], 5)
    model = estimators.LinearClassifier([column]).fit(data, [0, 1, 0, 1])
    assert describe(model)["columns"][0]["missing"] == 0.25


def test_heads_tell_classes_and_scales():
    classifier = deep(steps=1).fit(X, np.where(LABELS, "yes", "no"))
    assert describe(classifier)["head"]["classes"] == ["no", "yes"]
    head = describe(estimators.LinearRegressor().fit(X, TARGETS))["head"]
    assert head["mean"] == pytest.approx([TARGETS.mean()])
    assert head["deviation"] == pytest.approx([TARGETS.std()])


def test_several_heads_are_told_one_by_one():
    heads = [estimators.BinaryClassHead(name="up"), estimators.RegressionHead(name="size")]
    model = estimators.LinearEstimator(head=estimators.MultiHead(heads), steps=1)
    model.fit(X, {"up": LABELS, "size": TARGETS})
    assert [head["name"] for head in describe(model)["head"]["heads"]] == ["up", "size"]


def test_the_size_of_the_model_is_told():
    model = deep(steps=1).fit(X, LABELS)
    # 3 inputs, 16 hidden units, 1 logit.
    assert describe(model)["model"] == {"parameters": 81, "layers": 2, "bytes": 324}


def test_steps_and_last_numbers_are_told():
    model = deep(steps=30, early_stopping=True).fit(X, LABELS)
    training = describe(model)["training"]
    assert training["steps"] == model.global_step_
    last = {name: model.history_[name][-1] for name in ("loss", "val_loss")}
    assert training["last"] == last


@pytest.mark.parametrize("make", [deep, wide_and_deep, estimators.LinearClassifier])
def test_descriptions_can_be_written_as_json(make):
    told = make().fit({**FRAME, "w": np.where(X[:, 0] > 0, np.nan, X[:, 1])}, LABELS).describe()
    assert json.loads(json.dumps(told)) == told
