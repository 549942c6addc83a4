"""`fit(profile=True)` tells where the time went, and learns the same."""

import numpy as np
import pytest

import deepkit
from deepkit.training import _clock
from tests.training._twins import X, Y, dense


def fitted(**options):
    """Return the history of a small fit, and the weights after it."""
    deepkit.utils.set_random_seed(1)
    model = dense(deepkit)
    model.compile(deepkit.optimizers.Adam(0.01), "mse", metrics=["mae"])
    history = model.fit(X, Y, batch_size=4, epochs=3, verbose=0, **options)
    return history, model.get_weights()


def test_fit_prints_where_its_time_went_and_keeps_it(capsys):
    history, _ = fitted(validation_data=(X, Y), profile=True)
    profile = history.profile
    assert capsys.readouterr().out.strip() == str(profile)
    assert [len(profile.epochs), profile.steps, profile.calls] == [3, 3, 2]
    assert profile.epochs[0]["compile"] > profile.epochs[1].get("compile", 0.0)
    assert {"data", "device", "validation", "Python"} <= set(profile.epochs[1])
    assert profile.epochs[0]["transfer"] > 0  # the data, which lies on the device from then on
    assert profile.late_programs == 0
    assert profile.programs >= 3


def test_the_seconds_add_up_to_what_the_clock_on_the_wall_says():
    start = _clock.perf_counter()
    history, _ = fitted(profile=True)
    passed = _clock.perf_counter() - start
    assert 0.5 * passed < history.profile.seconds < passed


def test_profiled_training_gives_the_same_bits(capsys):
    (history, weights), (told, others) = fitted(), fitted(profile=True)
    assert history.profile is None
    assert history.history == told.history
    for ours, theirs in zip(weights, others, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_callbacks_that_evaluate_are_counted_as_callbacks(capsys):
    class Looking(deepkit.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.evaluate(X, Y, verbose=0)

    history, _ = fitted(callbacks=[Looking()], profile=True)
    assert set(history.profile.callbacks) == {"Looking", "History"}
    assert history.profile.callbacks["Looking"] > history.profile.callbacks["History"]


def test_eager_steps_are_python(capsys):
    model = dense(deepkit)
    model.compile("sgd", "mse", run_eagerly=True)
    profile = model.fit(X, Y, verbose=0, profile=True).profile
    assert profile.epochs[0]["Python"] > profile.epochs[0].get("device", 0.0)
    assert "`run_eagerly=True`" in str(profile.advice) or "Compiling" in str(profile.advice)


def test_an_error_in_fit_leaves_callbacks_as_they_were():
    class Failing(deepkit.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            raise RuntimeError("enough")

    callbacks = deepkit.callbacks.CallbackList([Failing()])
    hooks = dict(callbacks._hooks)
    with pytest.raises(RuntimeError, match="enough"):
        fitted(callbacks=callbacks, profile=True)
    assert callbacks._hooks["on_epoch_end"][0] == hooks["on_epoch_end"][0]
