"""A step that stands alone: values in a list, metrics that have seen nothing before."""

import numpy as np
import pytest

import deepkit
from deepkit.backend import leaves, values_of
from deepkit.training._alone import alone, listed
from tests.training._twins import X, Y, dense


def body_of(model, phase):
    model.compile(deepkit.optimizers.SGD(0.1), "mse", metrics=["mae"])
    model.evaluate(X[:4], Y[:4], verbose=0)  # the metrics have seen something
    model.train_on_batch(X[:2], Y[:2])
    body = model.cache.get(model, phase).body
    return body, values_of(leaves(body.variables))


def test_predictions_come_with_what_changed():
    model = dense(deepkit)
    body, values = body_of(model, "predict")
    outputs, changes = listed(body, body.step, values, (X, None, None))
    np.testing.assert_allclose(outputs, model(X), rtol=1e-5)
    assert not leaves(changes)


@pytest.mark.parametrize("phase", ["train", "test"])
def test_metrics_have_seen_the_batch_alone(phase):
    model = dense(deepkit)
    body, values = body_of(model, phase)
    results, logs, _ = alone(body, body.step, values, (X, Y, None))
    error = np.asarray(model(X)) - Y
    found = body.named(results)
    assert logs is None
    assert float(found["loss"]) == pytest.approx(np.mean(error**2), rel=1e-5)
    assert float(found["mae"]) == pytest.approx(np.mean(np.abs(error)), rel=1e-5)


def test_training_returns_all_values_in_their_order():
    model = dense(deepkit)
    body, values = body_of(model, "train")
    _, _, after = alone(body, body.step, values, (X, Y, None))
    assert [value.shape for value in after] == [value.shape for value in values]
    places = [id(variable) for variable in leaves(body.variables)]
    kernel = after[places.index(id(model.trainable_variables[0]))]
    assert (np.asarray(kernel) != model.trainable_variables[0].numpy()).any()


def test_testing_returns_the_metrics_alone():
    body, values = body_of(dense(deepkit), "test")
    _, _, changes = alone(body, body.step, values, (X, Y, None))
    assert set(changes.metrics) == set(body.variables.metrics)
    assert changes.params == {}


def test_logs_of_the_users_own_stand_for_the_metrics():
    class Own(deepkit.Model):
        def __init__(self):
            super().__init__()
            self.inner = dense(deepkit)

        def call(self, x):
            return self.inner(x)

        def test_step(self, data):
            return {"seven": deepkit.ops.sum(self(data[0])) * 0 + 7.0}

    body, values = body_of(Own(), "test")
    results, logs, _ = alone(body, body.step, values, (X, Y, None))
    assert results is None
    assert float(logs["seven"]) == 7
