"""Tests of predictions and evaluations."""

import numpy as np
import pytest
from sklearn.metrics import log_loss

from deepkit.errors import DataError, NotFittedError
from deepkit.estimators import LinearRegressor
from tests.estimators._tables import LABELS, TARGETS, X, deep, shuffled


@pytest.fixture(scope="module")
def fitted():
    return deep().fit(X, LABELS)


def rows(mode=None):
    return {"x": X}


def test_an_input_fn_yields_a_dict_for_each_row(fitted):
    found = list(fitted.predict(rows))
    assert len(found) == 60
    np.testing.assert_array_equal([row["probabilities"] for row in found], fitted.predict_proba(X))
    assert set(found[0]) == {
        "logits",
        "logistic",
        "probabilities",
        "class_ids",
        "classes",
        "all_class_ids",
        "all_classes",
    }


def test_keys_can_be_chosen_and_batches_kept(fitted):
    (batch,) = fitted.predict_iter(rows, ["logits"], yield_single_examples=False)
    assert list(batch) == ["logits"]
    assert batch["logits"].shape == (60, 1)


def test_the_loss_is_the_mean_over_batches_and_the_average_that_over_rows(fitted):
    found = fitted.set_params(batch_size=40).evaluate(X, LABELS)
    proba = fitted.predict_proba(X)
    parts = [log_loss(LABELS[part], proba[part]) for part in (slice(40), slice(40, 60))]
    assert found["average_loss"] == pytest.approx(log_loss(LABELS, proba), rel=1e-5)
    assert found["loss"] == pytest.approx(np.mean(parts), rel=1e-5)
    assert found["accuracy"] == pytest.approx(fitted.score(X, LABELS))
    assert found["global_step"] == 30


def test_an_evaluation_may_look_at_some_batches(fitted):
    once = fitted.set_params(batch_size=20).evaluate(X, LABELS, steps=1)
    part = fitted.evaluate(X[:20], LABELS[:20])
    assert once["average_loss"] == pytest.approx(part["average_loss"])


def test_an_input_fn_is_judged_with_tensorflows_second_argument(fitted):
    assert fitted.evaluate(shuffled(), 3) == fitted.evaluate(shuffled(), steps=3)


def test_rows_weigh_what_they_are_told(fitted):
    weights = np.arange(60.0)
    found = fitted.evaluate(X, LABELS, sample_weight=weights)
    expected = log_loss(LABELS, fitted.predict_proba(X), sample_weight=weights)
    assert found["average_loss"] == pytest.approx(expected, rel=1e-5)


def test_errors_are_judged_in_the_unit_of_the_targets():
    fitted = LinearRegressor(l2=100.0).fit(X, TARGETS)
    found = fitted.evaluate(X, TARGETS)
    expected = np.mean((fitted.predict(X) - TARGETS) ** 2)
    assert found["average_loss"] == pytest.approx(expected, rel=1e-5)


def test_weights_can_be_had_by_tensorflows_names(fitted):
    kernel = fitted.get_variable_value("dnn/hiddenlayer_0/kernel")
    np.testing.assert_array_equal(kernel, fitted.model_.get_layer("hiddenlayer_0").kernel.numpy())
    assert fitted.get_variable_value("global_step") == 30


def test_an_unknown_name_of_a_weight_is_refused(fitted):
    with pytest.raises(
        ValueError, match=r"Unknown variable 'dnn/logits/kernels'.*'dnn/logits/kernel'"
    ):
        fitted.get_variable_value("dnn/logits/kernels")


def test_nothing_to_judge_is_an_error(fitted):
    with pytest.raises(DataError, match="There is nothing to evaluate: the input is empty"):
        fitted.evaluate(X, LABELS, steps=0)


@pytest.mark.parametrize(
    "ask",
    [
        lambda e: e.predict(X),
        lambda e: e.predict_proba(X),
        lambda e: e.decision_function(X),
        lambda e: e.score(X, LABELS),
        lambda e: e.evaluate(X, LABELS),
        lambda e: e.predict_iter(rows),
        lambda e: e.get_variable_names(),
        lambda e: e.get_variable_value("global_step"),
        lambda e: e.model_,
        lambda e: e.classes_,
        lambda e: e.history_,
    ],
)
def test_who_asks_before_fit_is_told_so(ask):
    with pytest.raises(NotFittedError, match="This DNNClassifier instance is not fitted yet"):
        ask(deep())


def test_an_old_checkpoint_can_be_asked(tmp_path):
    estimator = deep(model_dir=tmp_path)
    estimator.train(shuffled(), steps=10)
    old, then = estimator.latest_checkpoint(), estimator.predict_proba(X)
    estimator.train(shuffled(), steps=10)
    found = list(estimator.predict(rows, ["probabilities"], checkpoint_path=old))
    np.testing.assert_array_equal([row["probabilities"] for row in found], then)
    assert estimator.evaluate(X, LABELS, checkpoint_path=old)["global_step"] == 10
    assert not np.array_equal(estimator.predict_proba(X), then)


def test_evaluations_are_told_apart_by_name(tmp_path):
    estimator = deep(model_dir=tmp_path, steps=2).fit(X, LABELS)
    estimator.evaluate(X, LABELS, name="test")
    assert estimator.eval_dir("test") == str(tmp_path / "eval_test")
    assert list((tmp_path / "eval_test").iterdir())
