"""Steps on single batches report on that batch alone."""

import numpy as np
import pytest

import deepkit
from deepkit.training import _on_batch
from tests.training._twins import WEIGHTS, X, Y, dense


@pytest.fixture(scope="module")
def model():
    """Return a compiled model."""
    model = dense(deepkit)
    model.compile(deepkit.optimizers.SGD(0.1), "mse", metrics=["mae"])
    return model


def test_each_batch_is_judged_alone(model):
    error = model.predict(X[:3], verbose=0) - Y[:3]
    model.test_on_batch(X[3:], Y[3:])
    found = model.test_on_batch(X[:3], Y[:3])
    assert found == pytest.approx([np.mean(error**2), np.mean(np.abs(error))], rel=1e-5)


def test_weights_of_rows_and_of_classes_count(model):
    error = (model.predict(X, verbose=0) - Y)[:, 0] ** 2
    loss, _ = model.test_on_batch(X, Y, sample_weight=WEIGHTS)
    assert loss == pytest.approx(np.mean(error * WEIGHTS), rel=1e-5)
    labels = (Y > 0).astype("float32")
    error = (model.predict(X, verbose=0) - labels)[:, 0] ** 2
    expected = np.mean(error * np.where(labels[:, 0] > 0, 3.0, 1.0))
    loss, _ = model.train_on_batch(X, labels, class_weight={1: 3.0})
    assert loss == pytest.approx(expected, rel=1e-5)


def test_a_step_on_a_batch_is_a_step_of_fit(model):
    start = model.get_weights()
    model.fit(X, Y, batch_size=10, verbose=0)
    fitted = model.get_weights()
    model.set_weights(start)
    model.train_on_batch(X, Y)
    for ours, theirs in zip(model.get_weights(), fitted, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-7)


def test_predictions_of_a_batch_are_numpy(model):
    found = model.predict_on_batch(X[:3])
    assert isinstance(found, np.ndarray)
    np.testing.assert_allclose(found, model.predict(X[:3], verbose=0), atol=1e-6)


@pytest.mark.parametrize("eager", [False, True])
def test_a_large_state_is_changed_where_it_is_and_is_the_same(eager, monkeypatch):
    found = []
    for many in (2**60, 0):
        monkeypatch.setattr(_on_batch, "_MANY", many)
        deepkit.utils.set_random_seed(1)
        model = dense(deepkit)
        model.compile("adam", "mse", metrics=["mae"], run_eagerly=eager)
        first = model.weights[0].value
        before = np.array(first)
        logs = [model.train_on_batch(X, Y) for _ in range(2)]
        assert (np.asarray(first) == before).all()  # the user still has it
        found.append([*logs, *(w.numpy() for w in model.weights)])
    for a, b in zip(*found, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)
