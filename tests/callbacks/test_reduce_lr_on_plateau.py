"""The learning rate is lowered when Keras would lower it."""

import keras
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepkit.callbacks import CallbackList, ReduceLROnPlateau


@pytest.fixture
def rates(run_epochs):
    """Return a function that trains and returns the learning rate after each epoch."""

    def run(callback, values):
        seen = []
        epochs = [{"loss": value} for value in values]
        run_epochs(callback, epochs, after=lambda model: seen.append(model.optimizer.learning_rate))
        return seen

    return run


@given(
    values=st.lists(st.integers(0, 6).map(lambda tenth: tenth / 8), min_size=1, max_size=15),
    options=st.fixed_dictionaries(
        {
            "factor": st.sampled_from([0.1, 0.5]),
            "patience": st.integers(0, 3),
            "cooldown": st.integers(0, 3),
            "min_delta": st.sampled_from([0, 1e-4, 0.25]),
            "min_lr": st.sampled_from([0.0, 0.3]),
            "mode": st.sampled_from(["min", "max", "auto"]),
        }
    ),
)
def test_decisions_are_those_of_keras(rates, values, options):
    ours = rates(ReduceLROnPlateau(monitor="loss", **options), values)
    assert ours == rates(keras.callbacks.ReduceLROnPlateau(monitor="loss", **options), values)


def test_the_rate_an_epoch_was_trained_with_reaches_the_history(model):
    reduce = ReduceLROnPlateau(monitor="loss", factor=0.5, patience=1)
    callbacks = CallbackList(reduce, add_history=True, model=model)
    callbacks.on_train_begin()
    for epoch in range(3):
        callbacks.on_epoch_end(epoch, {"loss": 1.0})
    assert callbacks.history.history["learning_rate"] == [1.0, 1.0, 0.5]


def test_it_starts_anew_with_each_fit(rates):
    reduce = ReduceLROnPlateau(monitor="loss", patience=2)
    assert rates(reduce, [1.0, 1.0]) == rates(reduce, [2.0, 2.0]) == [1.0, 1.0]


def test_a_missing_value_warns_and_nothing_changes(rates):
    with pytest.warns(UserWarning, match="ReduceLROnPlateau is conditioned on metric `val_loss`"):
        assert rates(ReduceLROnPlateau(patience=0), [1.0]) == [1.0]


def test_it_says_what_it_does_when_asked(rates, capsys):
    rates(ReduceLROnPlateau(monitor="loss", patience=1, verbose=1), [1.0, 1.0])
    assert capsys.readouterr().out == "\nEpoch 2: reducing learning_rate to 0.1.\n"


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"factor": 1.0}, "`factor` must be below 1"),
        ({"factor": 2.0}, "`factor` must be between 0 and 1"),
        ({"patience": -1}, "`patience` must be a whole number"),
        ({"cooldown": 0.5}, "`cooldown` must be a whole number"),
        ({"min_lr": -1.0}, "`min_lr` must be >= 0"),
    ],
)
def test_arguments_out_of_range_are_refused(options, text):
    with pytest.raises(ValueError, match=text):
        ReduceLROnPlateau(**options)
