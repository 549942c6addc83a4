"""Evaluation and prediction leave everything as it was but states and metrics."""

import numpy as np
import pytest

import deepkit
from deepkit.training import TrainState
from deepkit.training._look import read
from tests.training._twins import X, Y, dense


def test_values_are_read_in_the_structure_of_the_variables():
    weight = deepkit.Variable([1.0, 2.0])
    found = read(TrainState({"w": weight}, {}, {}, {}))
    assert np.asarray(found.params["w"]).tolist() == [1.0, 2.0]


def test_evaluating_changes_no_weight_and_keeps_the_arrays():
    model = dense(deepkit)
    model.compile("adam", "mse")
    before = [weight.value for weight in model.weights]
    model.evaluate(X, Y, verbose=0)
    model.predict(X, verbose=0)
    assert all(a is b.value for a, b in zip(before, model.weights, strict=True))


def test_evaluation_begins_afresh_each_time():
    model = dense(deepkit)
    model.compile("sgd", "mse", metrics=["mae"])
    first = model.evaluate(X, Y, verbose=0)
    model.evaluate(X[:3], Y[:3] + 9, verbose=0)
    assert model.evaluate(X, Y, verbose=0) == first


def test_a_mean_over_batches_counts_rows():
    model = dense(deepkit)
    model.compile("sgd", "mse", metrics=["mae"])
    whole = model.evaluate(X, Y, batch_size=10, verbose=0)
    assert model.evaluate(X, Y, batch_size=4, verbose=0) == pytest.approx(whole, rel=1e-5)


def test_the_progress_of_evaluation_and_prediction_is_shown(capsys):
    model = dense(deepkit)
    model.compile("sgd", "mse")
    model.evaluate(X, Y, batch_size=5, verbose=2)
    assert capsys.readouterr().out.startswith("2/2 - 0s - ")
    model.predict(X, batch_size=5, verbose=1)
    assert "2/2 " in capsys.readouterr().out


def test_hooks_of_evaluation_see_its_values():
    model, seen = dense(deepkit), []
    model.compile("sgd", "mse")
    watch = deepkit.callbacks.Callback()
    watch.on_test_batch_end = lambda batch, logs=None: seen.append(logs["loss"])
    watch.on_test_end = lambda logs=None: seen.append(logs["loss"])
    loss = model.evaluate(X, Y, batch_size=5, verbose=0, callbacks=[watch])
    assert len(seen) == 3
    assert seen[1] == seen[2] == loss


def test_prediction_takes_its_weights_as_they_are_now():
    model = dense(deepkit)
    model.predict(X, verbose=0)
    model.set_weights([np.zeros_like(weight) for weight in model.get_weights()])
    assert (model.predict(X, verbose=0) == 0).all()
