"""Tests of the way from columns and labels to a model, and of its copies."""

import pickle

import numpy as np
import pytest

from deepkit import feature_column as fc
from deepkit.feature_column import as_table
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


def test_the_model_is_an_ordinary_one_on_encoded_columns(fitted):
    encoded = fitted.encoder_.encode(as_table(FRAME))
    logits = fitted.model_.predict(encoded, verbose=0)
    np.testing.assert_allclose(logits[:, 0], fitted.decision_function(FRAME), atol=1e-6)


def test_numbers_without_a_normalizer_are_scaled():
    columns = [fc.numeric_column("age"), fc.numeric_column("pay", normalizer="log1p")]
    fitted = deep(feature_columns=columns).fit(FRAME, LABELS)
    age, pay = (fitted.encoder_.encode(as_table(FRAME))[name][:, 0] for name in ("age", "pay"))
    raw = FRAME["age"]
    np.testing.assert_allclose(age, (raw - raw.mean()) / raw.std(), atol=1e-5)
    np.testing.assert_allclose(pay, np.sign(FRAME["pay"]) * np.log1p(abs(FRAME["pay"])), atol=1e-6)


@pytest.mark.parametrize("options", [{"standardize": False}, {"compat": "tf"}])
def test_numbers_stay_as_they_are_for_who_says_so(options):
    fitted = deep(feature_columns=[fc.numeric_column("age")], **options).fit(FRAME, LABELS)
    encoded = fitted.encoder_.encode(as_table(FRAME))["age"][:, 0]
    np.testing.assert_allclose(encoded, FRAME["age"], rtol=1e-6)


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
