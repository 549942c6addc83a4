"""deepkit's own steps can be called from a user's, in both styles."""

import numpy as np
import pytest

import deepkit
from tests.training._twins import WEIGHTS, X, Y, dense, gap, logged

QUIET = {"verbose": 0, "batch_size": 4, "shuffle": False}


class Plain(deepkit.Model):
    """Hand every step on, without a state."""

    def train_step(self, data):
        return super().train_step(data)

    def test_step(self, data):
        return super().test_step(data)

    def predict_step(self, data):
        return super().predict_step(data)


class Pure(deepkit.Model):
    """Hand every step on, with a state."""

    def train_step(self, state, data):
        return super().train_step(state, data)

    def test_step(self, state, data):
        return super().test_step(state, data)

    def predict_step(self, state, data):
        return super().predict_step(state, data)


def noisy(model_class):
    """Return a model with batch statistics and noise, which change at each step."""
    x = deepkit.Input((4,))
    h = deepkit.layers.BatchNormalization()(deepkit.layers.Dense(3)(x))
    h = deepkit.layers.Dropout(0.2, seed=5)(h)
    return model_class(x, deepkit.layers.Dense(1)(h))


@pytest.fixture(scope="module")
def expected():
    """Return the model with default steps after two epochs, and what they logged."""
    model = noisy(deepkit.Model)
    start = model.get_weights()
    return model, start, used(model)


def used(model):
    """Train, judge and predict."""
    model.compile(deepkit.optimizers.Adam(0.05), "mse", metrics=["mae"])
    told = {"epochs": 2, "validation_data": (X, Y), "sample_weight": WEIGHTS}
    history = model.fit(X, Y, **told, **QUIET).history
    return history, model.evaluate(X, Y, verbose=0), model.predict(X, verbose=0)


@pytest.mark.parametrize("kind", [Plain, Pure])
def test_steps_handed_on_do_what_the_default_does(kind, expected):
    peer, start, (history, judged, predicted) = expected
    model = noisy(kind)
    model.set_weights(start)
    found = used(model)
    assert list(found[0]) == list(history)
    np.testing.assert_allclose(logged(found[0]), logged(history), rtol=1e-5)
    np.testing.assert_allclose(found[1], judged, rtol=1e-5)
    np.testing.assert_allclose(found[2], predicted, rtol=1e-4, atol=1e-6)
    assert gap(model, peer) < 1e-6


def test_a_step_may_do_something_before_and_after():
    class Clipped(deepkit.Model):
        def train_step(self, data):
            x, y = data
            logs = super().train_step((x, y))
            for weight in self.trainable_variables:
                weight.assign(deepkit.ops.clip(weight, -0.1, 0.1))
            return {**logs, "twice": 2 * logs["loss"]}

    base = dense(deepkit)
    model = Clipped(base.input, base.output)
    model.compile("sgd", "mse")
    history = model.fit(X, Y, **QUIET).history
    assert history["twice"][0] > 0
    assert all(np.abs(weight).max() <= 0.1 + 1e-7 for weight in model.get_weights())


def test_a_plain_step_can_be_called_outside_of_fit():
    models = [dense(deepkit) for _ in range(2)]
    models[1].set_weights(models[0].get_weights())
    for model in models:
        model.compile(deepkit.optimizers.SGD(0.1), "mse")
    logs = models[0].train_step((X, Y))
    assert float(logs["loss"]) == pytest.approx(models[1].train_on_batch(X, Y), rel=1e-5)
    assert gap(*models) < 1e-6


def test_a_pure_step_can_be_called_in_a_loop_of_ones_own():
    model = dense(deepkit)
    model.compile(deepkit.optimizers.SGD(0.1), "mse")
    model.optimizer.build(model.trainable_variables)
    before = model.get_weights()
    groups = (
        model.trainable_variables,
        model.non_trainable_variables,
        model.optimizer.variables,
        model.metrics_variables,
    )
    state = tuple([v.value for v in group] for group in groups)
    for _ in range(2):
        logs, state = model.train_step(state, (X, Y))
    assert all((a == b).all() for a, b in zip(model.get_weights(), before, strict=True))
    for variable, value in zip(model.trainable_variables, state[0], strict=True):
        variable.assign(value)
    other = dense(deepkit)
    other.set_weights(before)
    other.compile(deepkit.optimizers.SGD(0.1), "mse")
    other.fit(X, Y, epochs=2, batch_size=10, verbose=0)
    assert gap(model, other) < 1e-6
    assert float(logs["loss"]) > 0
