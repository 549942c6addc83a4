"""The history holds what epochs gave, in the order given."""

import keras

from deepkit.callbacks import History


def test_history_is_that_of_keras(run_epochs, model):
    epochs = [{"loss": 1.0, "acc": 0.5}, {"loss": 0.5, "acc": 0.6, "val_loss": 0.7}]
    ours, theirs = History(), keras.callbacks.History()
    for history in (ours, theirs):
        run_epochs(history, epochs)
    assert ours.history == theirs.history
    assert list(ours.history) == ["loss", "acc", "val_loss"]
    assert ours.epoch == theirs.epoch == [0, 1]


def test_an_epoch_without_logs_counts():
    history = History()
    history.on_epoch_end(3)
    assert (history.epoch, history.history) == ([3], {})
