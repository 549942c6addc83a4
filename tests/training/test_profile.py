"""The table of `fit(profile=True)` adds up, and `fit` learns the same with it."""

import numpy as np
import pytest

import deepkit
from deepkit.training import _clock
from deepkit.training._profile import FitProfile
from tests.training._twins import X, Y, dense

FIRST = {"compile": 3.0, "device": 0.9, "Python": 0.1}
LATER = [{"device": 0.15, "callbacks": 0.05}, {"device": 0.25, "callbacks": 0.05}]


def fitted(**options):
    """Return the history of a small fit, and the weights after it."""
    deepkit.utils.set_random_seed(1)
    model = dense(deepkit)
    model.compile(deepkit.optimizers.Adam(0.01), "mse", metrics=["mae"])
    history = model.fit(X, Y, batch_size=4, epochs=3, verbose=0, **options)
    return history, model.get_weights()


def test_the_table_tells_seconds_and_shares_of_the_first_epoch_and_of_the_others():
    profile = FitProfile([FIRST, *LATER], {"Python": 0.0005}, programs=3, steps=6, calls=2)
    assert str(profile).splitlines() == [
        "Where the 4.5 s of fit went:",
        "              first epoch  mean of 2 more   around them",
        "  compile       3 s   75%      0 µs    0%    0 µs    0%",
        "  device     900 ms   22%    200 ms   80%    0 µs    0%",
        "  callbacks    0 µs    0%     50 ms   20%    0 µs    0%",
        "  Python     100 ms    2%      0 µs    0%  500 µs  100%",
        "  in all        4 s  100%    250 ms  100%  500 µs  100%",
        "Programs compiled: 3. 6 steps in 2 calls in the last epoch.",
    ]


def test_one_epoch_is_its_own_mean_and_no_epoch_is_fine():
    assert FitProfile([FIRST], {}).steady["compile"] == 3.0
    assert "second epoch" in str(FitProfile([FIRST, FIRST], {}))
    assert FitProfile([], {"Python": 1.0}).seconds == 1.0
    assert "mean" not in str(FitProfile([FIRST], {}))
    assert str(FitProfile([], {})).startswith("Where the 0 µs")


def test_programs_of_the_disk_and_of_later_epochs_are_told():
    profile = FitProfile([FIRST], {}, programs=5, from_disk=2, late_programs=1)
    assert "5, 2 of them read from the disk, 1 after the first epoch." in str(profile)


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
