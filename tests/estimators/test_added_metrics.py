"""Measures that users add to an estimator."""

import numpy as np
import pytest
from sklearn.metrics import f1_score, log_loss

from deepkit import metrics
from deepkit.estimators import LinearClassifier, RunConfig, add_metrics
from deepkit.estimators._added_metrics import measured
from tests.estimators._model_functions import own, rows, trained
from tests.estimators._tables import FRAME, LABELS

NAMED = np.where(LABELS, "yes", "no")


def scores(labels, predictions):
    right = labels == "yes"
    return {
        "f1": f1_score(right, predictions["class_ids"][:, 0]),
        "entropy": log_loss(right, predictions["probabilities"][:, 1]),
    }


@pytest.fixture(scope="module")
def fitted():
    return LinearClassifier(batch_size=25).fit(FRAME, NAMED)


def test_a_function_sees_labels_and_predictions_of_all_rows(fitted):
    found = add_metrics(fitted, scores).evaluate(FRAME, NAMED)
    plain = fitted.evaluate(FRAME, NAMED)
    assert found["entropy"] == pytest.approx(plain["average_loss"], rel=1e-5)
    assert found["f1"] == f1_score(NAMED, fitted.predict(FRAME), pos_label="yes")
    assert set(found) - set(plain) == {"f1", "entropy"}


def test_batches_of_an_input_fn_are_put_together(fitted):
    parts = [
        ({name: values[at : at + 25] for name, values in FRAME.items()}, NAMED[at : at + 25])
        for at in (0, 25, 50)
    ]
    twin = add_metrics(fitted, scores)
    assert twin.evaluate(lambda: iter(parts)) == pytest.approx(twin.evaluate(FRAME, NAMED))
    assert (
        add_metrics(fitted, lambda labels: {"rows": len(labels)}).evaluate(
            lambda: iter(parts), steps=2
        )["rows"]
        == 50
    )


def test_features_and_the_config_can_be_asked_for(fitted):
    def look(features, config):
        return {"age": features["age"].max(), "keep": config.keep_checkpoint_max}

    found = add_metrics(fitted, look).evaluate(FRAME, NAMED)
    assert (found["age"], found["keep"]) == (FRAME["age"].max(), RunConfig().keep_checkpoint_max)


def test_metrics_that_have_seen_the_rows_are_asked(fitted):
    def area(labels, predictions):
        metric = metrics.AUC()
        metric.update_state((labels == "yes").astype("float32"), predictions["logistic"][:, 0])
        return {"my_auc": metric, "pair": (metric.result(), None)}

    found = add_metrics(fitted, area).evaluate(FRAME, NAMED)
    assert found["my_auc"] == found["pair"] == pytest.approx(found["auc"], abs=1e-6)


def test_measures_add_up_and_the_estimator_stays_as_it_is(fitted):
    first = add_metrics(fitted, lambda: {"one": 1})
    second = add_metrics(first, lambda: {"two": 2})
    assert {"one", "two"} < set(second.evaluate(FRAME, NAMED))
    assert "two" not in first.evaluate(FRAME, NAMED)
    assert "one" not in fitted.evaluate(FRAME, NAMED)


def test_they_may_be_added_before_training():
    twin = add_metrics(LinearClassifier(), scores)
    assert "f1" in twin.fit(FRAME, NAMED).evaluate(FRAME, NAMED)


def test_custom_estimators_have_their_own_predictions():
    twin = add_metrics(trained(own), lambda predictions: {"p": predictions["probabilities"].max()})
    assert 0.5 < twin.evaluate(rows)["p"] <= 1


def test_what_is_no_measure_is_refused(fitted):
    with pytest.raises(TypeError, match="`metric_fn` must be a function, got str"):
        add_metrics(fitted, "auc")
    with pytest.raises(
        TypeError, match="`metric_fn` must return a dict of measures by name, got i"
    ):
        add_metrics(fitted, lambda: 3).evaluate(FRAME, NAMED)


def test_without_measures_nothing_is_predicted():
    assert measured((), [], lambda table: 1 / 0, None) == {}
