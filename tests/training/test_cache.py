"""Compiled steps are made once for a model as it is, and anew when its Variables are others."""

import threading

import numpy as np
import pytest

import deepkit
from deepkit.backend import draw_seed
from tests.training._twins import X, Y, dense

QUIET = {"verbose": 0, "batch_size": 5, "shuffle": False}


class Traced(deepkit.layers.Layer):
    """A layer that counts how often its Python runs."""

    def __init__(self, **base):
        super().__init__(**base)
        self.runs = 0

    def call(self, x):
        type(self).count += 1
        return x

    count = 0


def traced(**options):
    """Return a compiled model, and a function that returns how often it ran since the last ask."""
    layer = Traced()
    model = deepkit.Sequential([deepkit.Input((4,)), layer, deepkit.layers.Dense(1)])
    model.compile("sgd", "mse", **options)

    def ran():
        runs, Traced.count = Traced.count, 0
        return runs

    ran()
    return model, ran


def test_a_step_is_traced_once_for_all_epochs_and_fits():
    model, ran = traced()
    model.fit(X, Y, epochs=3, **QUIET)
    assert ran() == 2  # to learn the shapes, and to compile
    model.fit(X, Y, **QUIET)
    model.optimizer.learning_rate = 0.5
    model.fit(X, Y, **QUIET)
    assert ran() == 0


def test_evaluation_and_prediction_are_traced_once_too():
    model, ran = traced()
    for _ in range(2):
        model.evaluate(X, Y, verbose=0, batch_size=5)
        model.predict(X, verbose=0, batch_size=5)
    assert ran() == 3
    model.fit(X, Y, validation_data=(X, Y), **{**QUIET, "validation_batch_size": 5})
    assert ran() == 1


def test_freezing_makes_new_programs_and_thawing_finds_their_variables():
    model, ran = traced()
    model.fit(X, Y, **QUIET)
    ran()
    model.layers[1].trainable = False
    model.fit(X, Y, **QUIET)
    assert ran() == 1


def test_compiling_anew_forgets_the_metrics():
    model, _ = traced(metrics=["mae"])
    assert list(model.fit(X, Y, **QUIET).history) == ["loss", "mae"]
    model.compile("sgd", "mse")
    assert list(model.fit(X, Y, **QUIET).history) == ["loss"]


def test_several_threads_may_predict_at_once():
    model = dense(deepkit)
    expected = np.asarray(model(X))
    found, errors = [], []

    def predict():
        try:
            found.extend(model.predict(X, verbose=0) for _ in range(5))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=predict) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(found) == 20
    for each in found:
        np.testing.assert_allclose(each, expected, rtol=1e-5, atol=1e-6)


def test_a_model_may_predict_in_one_thread_while_another_is_trained():
    predicting, training = dense(deepkit), dense(deepkit)
    training.compile("sgd", "mse")
    expected, found = predicting.predict(X, verbose=0), []

    class Wait(deepkit.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            thread = threading.Thread(target=lambda: found.append(predicting.predict(X, verbose=0)))
            thread.start()
            thread.join()

    training.fit(X, Y, callbacks=[Wait()], **QUIET)
    assert len(found) == 2
    assert all((each == expected).all() for each in found)


def test_run_eagerly_runs_the_python_of_each_step():
    model, ran = traced()
    model.run_eagerly = True
    model.fit(X, Y, epochs=2, **QUIET)
    assert ran() == 1 + 4  # the first to learn the shapes
    model.predict(X, batch_size=5, verbose=0)
    assert ran() == 2


def own(inner):
    """Return a model with a layer of the user's, whose programs are told by nothing else."""
    model, _ = traced()
    model.compile(inner, "mse")
    return model


def compiled(optimizer):
    """Return a model of layers of deepkit alone."""
    model = dense(deepkit)
    model.compile(optimizer, "mse")
    return model


@pytest.mark.parametrize(
    "made",
    [
        compiled,
        own,
        lambda inner: compiled(deepkit.optimizers.LossScaleOptimizer(inner, initial_scale=1.0)),
        lambda inner: compiled(deepkit.optimizers.MultiOptimizer([("", inner)])),
    ],
    ids=["plain", "own", "scaled", "several"],
)
@pytest.mark.parametrize(
    ("name", "value"), [("learning_rate", lambda: 0.0), ("clipnorm", 1e-20)], ids=["rate", "clip"]
)
def test_what_is_set_on_an_optimizer_after_training_counts_in_the_next(name, value, made):
    inner = deepkit.optimizers.SGD(0.5)
    model = made(inner)
    first = model.get_weights()
    model.fit(X, Y, **QUIET)
    before = model.get_weights()
    assert any((a != b).any() for a, b in zip(before, first, strict=True))
    setattr(inner, name, value)
    model.fit(X, Y, **QUIET)
    for a, b in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("name", "value"), [("momentum", 0.5), ("gradient_accumulation_steps", 2), ("use_ema", True)]
)
def test_an_option_that_keeps_something_between_steps_may_be_set_after_training(name, value):
    model = compiled(deepkit.optimizers.SGD(0.1))
    model.fit(X, Y, **QUIET)
    setattr(model.optimizer, name, value)
    before = model.get_weights()
    model.fit(X, Y, **QUIET)
    assert any((a != b).any() for a, b in zip(model.get_weights(), before, strict=True))


def test_an_option_that_kept_something_between_steps_may_be_dropped_after_training():
    model = compiled(deepkit.optimizers.SGD(0.1, momentum=0.9))
    model.fit(X, Y, **QUIET)
    model.optimizer.momentum = 0.0
    start = model.get_weights()
    model.fit(X, Y, **QUIET)
    plain = compiled(deepkit.optimizers.SGD(0.1))
    plain.set_weights(start)
    plain.fit(X, Y, **QUIET)
    for a, b in zip(model.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)


class Noisy(deepkit.layers.Layer):
    """A layer that draws from the generator of everybody."""

    def call(self, x):
        return x + deepkit.random.normal(x.shape[1:])


def drawing(*inner):
    """Return a compiled model, and what steps start from if they draw."""
    model = deepkit.Sequential([deepkit.Input((4,)), *inner, deepkit.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model, lambda: model.cache.generator.state.value


def test_who_draws_nothing_is_given_no_fresh_start():
    model, start = drawing()
    model.train_on_batch(X, Y)
    known = start()
    model.train_on_batch(X, Y)
    assert np.array_equal(start(), known)
    model, start = drawing(Noisy())
    model.train_on_batch(X, Y)
    known = start()
    model.train_on_batch(X, Y)
    assert not np.array_equal(start(), known)


def test_what_comes_after_draws_the_same_whether_steps_were_known_or_not():
    model, _ = drawing()
    drawn = []
    for _ in range(3):
        deepkit.utils.set_random_seed(3)
        model.train_on_batch(X, Y)
        drawn.append(draw_seed())
    assert len(set(drawn)) == 1
