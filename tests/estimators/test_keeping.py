"""Tests of what an estimator keeps of what it learned: in memory, in checkpoints, in copies."""

import pickle

import numpy as np
import pytest

from tests.estimators._tables import FRAME, LABELS, X, deep, shuffled


@pytest.fixture(scope="module")
def fitted():
    return deep().fit(FRAME, LABELS)


def test_what_was_learned_can_be_looked_at(fitted):
    assert fitted.n_features_in_ == 3
    assert fitted.feature_names_in_.tolist() == ["age", "pay", "job"]
    assert fitted.global_step_ == 30
    assert fitted.head_.classes_.tolist() == [0, 1]
    assert fitted.model_.name == "DNNClassifier"
    assert set(fitted.encoder_.specs) == {tensor.name for tensor in fitted.model_.inputs}


def test_an_array_has_no_names():
    with pytest.raises(AttributeError, match="The training data had no column names"):
        _ = deep(steps=1).fit(X, LABELS).feature_names_in_


def test_a_pickle_predicts_the_same(fitted):
    copy = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(copy.predict_proba(FRAME), fitted.predict_proba(FRAME))
    assert copy.global_step_ == 30


def test_a_checkpoint_predicts_the_same_in_a_new_object(tmp_path):
    first = deep(model_dir=tmp_path).train(shuffled(), steps=20)
    second = deep(model_dir=tmp_path)
    np.testing.assert_array_equal(second.predict_proba(X), first.predict_proba(X))
    assert second.global_step_ == 20


def test_without_a_folder_there_are_no_checkpoints():
    assert deep(steps=1).fit(X, LABELS).latest_checkpoint() is None
