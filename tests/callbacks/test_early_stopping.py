"""Training stops when Keras would stop it, and ends with the weights Keras would restore."""

import inspect

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepkit.callbacks import EarlyStopping

VALUES = st.lists(st.integers(0, 6).map(lambda tenth: tenth / 8), min_size=1, max_size=15)


@given(
    values=VALUES,
    options=st.fixed_dictionaries(
        {
            "mode": st.sampled_from(["min", "max", "auto"]),
            "patience": st.integers(0, 3),
            "min_delta": st.sampled_from([0, 0.125, 0.25]),
            "baseline": st.sampled_from([None, 0.25, 0.5]),
            "restore_best_weights": st.booleans(),
            "start_from_epoch": st.integers(0, 3),
        }
    ),
)
def test_decisions_are_those_of_keras(run_epochs, values, options):
    epochs = [{"loss": value} for value in values]
    ours, theirs = (
        library(monitor="loss", **options)
        for library in (EarlyStopping, keras.callbacks.EarlyStopping)
    )
    models = [run_epochs(stopping, epochs) for stopping in (ours, theirs)]
    assert models[0].weights == models[1].weights
    assert ours.stopped_epoch == theirs.stopped_epoch
    assert (ours.best, ours.wait) == (theirs.best, theirs.wait)


def test_the_arguments_are_those_of_keras():
    ours = inspect.signature(EarlyStopping).parameters
    theirs = inspect.signature(keras.callbacks.EarlyStopping).parameters
    assert [(p.name, p.default) for p in ours.values()] == [
        (p.name, p.default) for p in theirs.values()
    ]


def test_it_starts_anew_with_each_fit(run_epochs):
    stopping = EarlyStopping(monitor="loss", patience=1, restore_best_weights=True)
    run_epochs(stopping, [{"loss": 0.1}, {"loss": 0.2}])
    model = run_epochs(stopping, [{"loss": 0.5}, {"loss": 0.4}, {"loss": 0.3}])
    assert (stopping.stopped_epoch, stopping.best, model.weights) == (0, 0.3, [2])


def test_the_best_weights_come_back_also_when_training_ends_by_itself(run_epochs):
    stopping = EarlyStopping(monitor="loss", patience=9, restore_best_weights=True)
    assert run_epochs(stopping, [{"loss": v} for v in (3.0, 1.0, 2.0)]).weights == [1]


def test_an_epoch_of_nan_at_the_start_does_not_hide_later_improvement(run_epochs):
    stopping = EarlyStopping(monitor="loss", patience=2, restore_best_weights=True)
    values = [np.nan, 3.0, 2.0, 1.0, 5.0]
    assert run_epochs(stopping, [{"loss": value} for value in values]).weights == [3]


def test_the_first_epoch_never_stops_training(run_epochs):
    stopping = EarlyStopping(monitor="loss", patience=0)
    assert not run_epochs(stopping, [{"loss": np.nan}]).stop_training


def test_a_missing_value_warns_and_training_goes_on(run_epochs):
    with pytest.warns(UserWarning, match="EarlyStopping is conditioned on metric `val_loss`"):
        model = run_epochs(EarlyStopping(), [{"loss": 1.0}] * 2)
    assert not model.stop_training


def test_it_says_what_it_does_when_asked(run_epochs, capsys):
    stopping = EarlyStopping(monitor="loss", verbose=1, restore_best_weights=True)
    run_epochs(stopping, [{"loss": 1.0}, {"loss": 2.0}])
    assert capsys.readouterr().out.splitlines() == [
        "Epoch 2: early stopping",
        "Restoring the weights of the best epoch: 1.",
    ]


def test_arguments_out_of_range_are_refused():
    with pytest.raises(ValueError, match="`patience` must be a whole number >= 0, got -1"):
        EarlyStopping(patience=-1)
