"""Counts and probabilities, against TensorFlow's golden numbers and scikit-learn."""

import json

import numpy as np
import pytest
from sklearn.metrics import log_loss, mean_poisson_deviance

from deepkit.errors import DataError
from deepkit.estimators.heads import LogisticRegressionHead, PoissonRegressionHead
from deepkit.estimators.heads._links import sigmoid


def test_predictions_of_counts_are_those_of_tensorflow(shared_data):
    text = (shared_data / "golden" / "tf_estimator_titanic.json").read_text()
    rows = json.loads(text)["models"]["LinearEstimator_Poisson"]["predict_first8"]
    predicted = PoissonRegressionHead().predictions([row["logits"] for row in rows])
    assert list(predicted) == list(rows[0])
    expected = [row["predictions"] for row in rows]
    assert predicted["predictions"] == pytest.approx(np.array(expected), rel=1e-6)


def test_the_loss_of_counts_moves_as_the_deviance_does(evaluated, random):
    y, x = random.poisson(3.0, size=200), random.normal(size=(200, 1))
    head = PoissonRegressionHead(compute_full_loss=False)
    one, other = (evaluated(head, y, logits)["average_loss"] for logits in (x, x + 1))
    deviances = [mean_poisson_deviance(y, np.exp(logits[:, 0])) for logits in (x, x + 1)]
    assert other - one == pytest.approx((deviances[1] - deviances[0]) / 2, rel=1e-4)


def test_counts_are_predicted_and_measured_behind_the_link(evaluated):
    y = np.array([1.0, 2.0, 4.0])
    logs = evaluated(PoissonRegressionHead(), y, np.log(y)[:, None])
    assert logs["prediction/mean"] == pytest.approx(y.mean(), rel=1e-6)
    assert logs["mean_absolute_error"] == pytest.approx(0.0, abs=1e-6)
    assert logs["r2"] == pytest.approx(1.0)


def test_probabilities_are_predicted_and_cost_their_surprise(evaluated):
    y, logits = [0.0, 1.0, 1.0], np.array([[-1.0], [2.0], [-0.5]])
    logs = evaluated(LogisticRegressionHead(), y, logits)
    assert logs["average_loss"] == pytest.approx(log_loss(y, sigmoid(logits[:, 0])), rel=1e-5)
    predicted = LogisticRegressionHead().predictions(logits)
    assert predicted["predictions"] == pytest.approx(sigmoid(logits))
    assert list(predicted) == ["predictions", "logits"]


def test_negative_counts_are_refused():
    with pytest.raises(DataError, match=r"`labels` -2\.0 are below 0, .* the first of them row 1"):
        PoissonRegressionHead().learn([1, -2])


def test_what_is_no_probability_is_refused():
    with pytest.raises(DataError, match=r"`labels` 1\.5 are not between 0 and 1: in 1 .* row 0"):
        LogisticRegressionHead().encode_labels([1.5, 0.5])
