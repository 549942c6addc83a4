"""A body is what programs are traced from: steps on numbered states, and results by name."""

import numpy as np
import pytest

import deepkit
from deepkit.backend import map_structure
from deepkit.training._body import Body, flat
from deepkit.training._prepare import prepare
from tests.training._twins import X, Y, dense


def body_of(model, phase, **told):
    model.compile(**{"optimizer": "sgd", "loss": "mse", **told})
    prepare(model, phase, (X, Y, None))
    return Body(model, phase, model.cache.bridge(model, phase))


def values(body):
    return map_structure(lambda variable: variable.value, body.variables)


def test_a_step_is_that_of_the_model_on_numbers():
    model = dense(deepkit)
    body = body_of(model, "train")
    after, logs = body.step(values(body), (X, Y, None))
    model.fit(X, Y, batch_size=10, verbose=0)
    assert logs is None
    assert body.trains
    for value, weight in zip(after.params.values(), model.trainable_weights, strict=True):
        np.testing.assert_allclose(value, weight.numpy(), rtol=1e-5, atol=1e-6)


def test_testing_returns_what_changes():
    body = body_of(dense(deepkit), "test", metrics=["mae"])
    changes, _ = body.step(values(body), (X, Y, None))
    assert changes.params == changes.buffers == changes.optimizer == {}
    assert len(changes.metrics) == 4


def test_results_have_the_names_that_logs_have():
    body = body_of(dense(deepkit), "test", metrics=["mae"])
    changes, _ = body.step(values(body), (X, Y, None))
    found = body.named(body.results(changes.metrics))
    assert list(found) == ["loss", "mae"]
    assert float(found["mae"]) > 0
    assert all(float(value) == 0 for value in body.reset(changes.metrics).values())


def test_what_users_say_of_metrics_is_taken_as_it_is():
    class Saying(deepkit.Sequential):
        def get_metrics_result(self):
            return {"b": 1.0, "a": {"inner": 2.0}}

    body = body_of(Saying([deepkit.Input((4,)), deepkit.layers.Dense(1)]), "test")
    assert body.makes_results
    assert body.named(body.results(values(body).metrics)) == {"b": 1.0, "inner": 2.0}


def test_dicts_in_logs_are_laid_flat():
    assert flat({"loss": 1, "inner": {"a": 2, "deep": {"b": 3}}}) == {"loss": 1, "a": 2, "b": 3}


@pytest.mark.parametrize("phase", ["train", "test", "predict"])
def test_bodies_of_equal_models_have_one_key(phase):
    models = [deepkit.Sequential([deepkit.Input((4,)), deepkit.layers.Dense(1)]) for _ in range(2)]
    first, second = (body_of(model, phase) for model in models)
    assert first.key() == second.key() is not None
