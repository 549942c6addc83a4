"""Each epoch is trained with the learning rate that the schedule gives, as in Keras."""

import jax.numpy as jnp
import keras
import numpy as np
import pytest

from deepkit.callbacks import CallbackList, LearningRateScheduler


@pytest.mark.parametrize(
    "schedule",
    [lambda epoch, lr: lr * 0.5, lambda epoch: 0.1 * (epoch + 1), lambda epoch, lr: np.float32(lr)],
)
def test_rates_are_those_of_keras(run_epochs, schedule):
    seen = {}
    for library in (LearningRateScheduler, keras.callbacks.LearningRateScheduler):
        rates = seen.setdefault(library, [])
        model = run_epochs(
            library(schedule),
            [{}] * 3,
            after=lambda model, rates=rates: rates.append(model.optimizer.learning_rate),
        )
        assert model.optimizer.learning_rate == rates[-1]
    assert seen[LearningRateScheduler] == seen[keras.callbacks.LearningRateScheduler]


def test_the_rate_reaches_the_history(model):
    callbacks = CallbackList(LearningRateScheduler(lambda epoch: 0.5), True, model=model)
    callbacks.on_epoch_begin(0)
    callbacks.on_epoch_end(0, {"loss": 1.0})
    assert callbacks.history.history == {"loss": [1.0], "learning_rate": [0.5]}


def test_an_array_of_one_number_is_a_rate(run_epochs):
    model = run_epochs(LearningRateScheduler(lambda epoch, lr: jnp.float32(0.25)), [{}])
    assert model.optimizer.learning_rate == 0.25


def test_an_error_in_the_schedule_is_not_hidden(run_epochs):
    def broken(epoch, lr):
        raise TypeError("my own mistake")

    with pytest.raises(TypeError, match="my own mistake"):
        run_epochs(LearningRateScheduler(broken), [{}])


def test_it_says_what_it_does_when_asked(run_epochs, capsys):
    run_epochs(LearningRateScheduler(lambda epoch: 0.5, verbose=1), [{}])
    assert capsys.readouterr().out == "\nEpoch 1: setting learning_rate to 0.5.\n"


@pytest.mark.parametrize("value", [None, "0.1", float("nan"), -0.1, np.zeros(2)])
def test_what_is_no_rate_is_refused(run_epochs, value):
    with pytest.raises(ValueError, match="The output of `schedule` must be a float >= 0"):
        run_epochs(LearningRateScheduler(lambda epoch, lr: value), [{}])


def test_a_schedule_must_be_a_function():
    with pytest.raises(TypeError, match="`schedule` must be a function, got float"):
        LearningRateScheduler(0.1)


def test_a_function_without_a_signature_gets_both():
    assert LearningRateScheduler(max)._takes_rate
