"""Before the first step all Variables exist, whatever makes them."""

import numpy as np
import pytest

import deepkit
from deepkit import ops
from tests.training._twins import LABELS, X, Y

QUIET = {"verbose": 0, "batch_size": 4, "shuffle": False}


class Lazy(deepkit.Model):
    """A model whose layers are built by its first call."""

    def __init__(self):
        super().__init__()
        self.blocks = [deepkit.layers.Dense(3, activation="relu"), deepkit.layers.Dense(1)]

    def call(self, x):
        for block in self.blocks:
            x = block(x)
        return x


@pytest.mark.parametrize("method", ["fit", "evaluate", "predict", "train_on_batch"])
def test_a_model_is_built_by_the_first_data(method):
    model = Lazy()
    model.compile("adam", "mse")
    told = {"verbose": 0} if "batch" not in method else {}
    getattr(model, method)(*((X,) if method == "predict" else (X, Y)), **told)
    assert [w.shape for w in model.weights] == [(4, 3), (3,), (3, 1), (1,)]
    assert model.optimizer.built == (method in ("fit", "train_on_batch"))


def test_weights_are_true_arrays_though_made_on_symbols():
    model = Lazy()
    model.compile("sgd", "mse")
    model.evaluate(X, Y, verbose=0)
    assert all(np.isfinite(weight).all() for weight in model.get_weights())


def test_a_model_may_ask_for_the_size_of_the_batch():
    class Centered(deepkit.Model):
        def __init__(self):
            super().__init__()
            self.layer = deepkit.layers.Dense(1)

        def call(self, x):
            rows = x.shape[0]
            return self.layer(x) - float(rows) * 0.0 + ops.zeros((rows, 1))

    model = Centered()
    model.compile("sgd", "mse")
    model.fit(X, Y, **QUIET)
    assert model.predict(X, batch_size=3, verbose=0).shape == (10, 1)


def test_metrics_that_make_their_variables_late_are_shown_a_batch_first():
    model = deepkit.Sequential([deepkit.Input((4,)), deepkit.layers.Dense(3, "softmax")])
    model.compile("sgd", "categorical_crossentropy", metrics=["F1Score", deepkit.metrics.R2Score()])
    y = np.eye(3, dtype="float32")[LABELS]
    history = model.fit(X, y, validation_data=(X, y), **QUIET).history
    assert {"F1Score", "r2_score"} <= set(history)
    f1 = deepkit.metrics.F1Score()
    f1.update_state(y, model.predict(X, verbose=0))
    np.testing.assert_allclose(history["val_F1Score"][0], f1.result(), rtol=1e-5)


def test_a_metric_that_makes_some_variables_early_and_some_late_is_shown_a_batch_too():
    model = deepkit.Sequential([deepkit.Input((4,)), deepkit.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=[deepkit.metrics.R2Score()])
    history = model.fit(X, Y, epochs=2, verbose=0).history
    residual = ((model.predict(X, verbose=0) - Y) ** 2).sum()
    expected = 1 - residual / ((Y - Y.mean()) ** 2).sum()
    judged = model.evaluate(X, Y, verbose=0, return_dict=True)
    assert judged["r2_score"] == pytest.approx(expected, abs=1e-4)
    assert len(history["r2_score"]) == 2


def test_a_metric_of_ones_own_may_make_its_variables_late():
    class Late(deepkit.metrics.Metric):
        total = None

        def update_state(self, y_true, y_pred, sample_weight=None):
            if self.total is None:
                self.total = self.add_weight(y_pred.shape[1:], name="total")
            self.total.assign_add(ops.sum(y_pred, axis=0))

        def result(self):
            return ops.sum(self.total)

    model = Lazy()
    model.compile(deepkit.optimizers.SGD(0.0), "mse", metrics=[Late(name="late")])
    found = model.fit(X, Y, **QUIET).history["late"]
    assert found == pytest.approx([model.predict(X, verbose=0).sum()], rel=1e-5)


def test_run_eagerly_lets_a_metric_ask_for_values():
    class Asking(deepkit.metrics.Metric):
        def update_state(self, y_true, y_pred, sample_weight=None):
            self.highest = max(getattr(self, "highest", 0.0), float(ops.max(y_true)))

        def result(self):
            return self.highest

    model = Lazy()
    model.compile("sgd", "mse", metrics=[Asking(name="asking")], run_eagerly=True)
    assert model.evaluate(X, Y, verbose=0)[1] == pytest.approx(Y.max())


def test_a_model_with_a_step_but_no_call_is_built_by_the_step():
    class Stepping(deepkit.Model):
        def __init__(self):
            super().__init__()
            self.layer = deepkit.layers.Dense(1)

        def train_step(self, data):
            x, y = data
            self.layer(x)
            variables = self.layer.trainable_variables
            loss, grads = deepkit.value_and_grad(
                lambda: ops.mean(ops.square(self.layer(x) - y)), variables
            )()
            self.optimizer.apply(grads, variables)
            return {"loss": loss}

    model = Stepping()
    model.compile(deepkit.optimizers.SGD(0.1))
    model.fit(X, Y, epochs=20, verbose=0)
    assert model.count_params() == 5
    kernel, bias = model.get_weights()
    assert np.mean((X @ kernel + bias - Y) ** 2) < 0.1 * np.mean(Y**2)


def test_a_bug_in_a_model_is_reported_as_it_is():
    class Broken(Lazy):
        def call(self, x):
            return super().call(x) + undefined  # noqa: F821  the bug

    model = Broken()
    model.compile("sgd", "mse")
    with pytest.raises(NameError, match="'undefined' is not defined"):
        model.fit(X, Y, **QUIET)
