"""Programs run steps compiled or eagerly, and tell what metrics say."""

import numpy as np
import pytest

import deepkit
from deepkit import ops
from deepkit.training._programs import floats
from tests.training._twins import X, Y, dense

QUIET = {"verbose": 0, "batch_size": 5, "shuffle": False}


def test_run_eagerly_lets_python_ask_for_values(capsys):
    class Asking(deepkit.Model):
        def __init__(self):
            super().__init__()
            self.layer = deepkit.layers.Dense(1)

        def call(self, x):
            y = self.layer(x)
            if ops.sum(ops.abs(y)) > 0:
                print("sum", ops.sum(y))
            return y

    model = Asking()
    model.compile("sgd", "mse", run_eagerly=True)
    model.fit(X, Y, **QUIET)
    model.evaluate(X, Y, verbose=0, batch_size=5)
    assert capsys.readouterr().out.count("sum ") == 1 + 2 + 2
    assert model.predict(X, verbose=0).shape == (10, 1)


def test_eager_and_compiled_steps_give_the_same_weights():
    models = [dense(deepkit) for _ in range(2)]
    models[1].set_weights(models[0].get_weights())
    for model, run_eagerly in zip(models, (False, True), strict=True):
        model.compile(deepkit.optimizers.Adam(0.1), "mse", run_eagerly=run_eagerly)
        model.fit(X, Y, epochs=2, **QUIET)
    for a, b in zip(*(model.get_weights() for model in models), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_metrics_may_return_several_values():
    class Both(deepkit.metrics.Metric):
        def __init__(self):
            super().__init__(name="both")
            self.largest = self.add_weight(name="largest")

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.largest.assign(ops.maximum(self.largest, ops.max(y_true)))

        def result(self):
            return {"largest": self.largest.value, "twice": 2 * self.largest.value}

    model = dense(deepkit)
    model.compile("sgd", "mse", metrics=[Both()])
    logs = model.evaluate(X, Y, verbose=0, return_dict=True)
    assert logs["largest"] == pytest.approx(Y.max())
    assert logs["twice"] == pytest.approx(2 * Y.max())


def test_a_metric_of_many_values_stays_an_array():
    found = floats({"one": np.float32(2.0), "many": np.arange(3)})
    assert found["one"] == 2.0
    assert found["many"].tolist() == [0, 1, 2]
