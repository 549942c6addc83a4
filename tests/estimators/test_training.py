"""Tests of the training of an estimator's model."""

import numpy as np
import pytest

from deepkit import layers, models, optimizers
from deepkit.callbacks import Callback, EarlyStopping
from deepkit.errors import DataError
from deepkit.estimators._supply import Rows
from deepkit.estimators._training import Watcher, early_stopping, train_model

BATCH = (np.eye(4, dtype=np.float32), np.ones((4, 1), np.float32), None)


def compiled():
    x = layers.Input((4,))
    model = models.Model(x, layers.Dense(1)(x))
    model.compile(optimizers.SGD(0.1), "mse")
    return model


def supply(batches):
    return Rows(BATCH, lambda start: iter([np.arange(4)] * batches))


def watched(model):
    return Watcher(lambda: int(model.optimizer.iterations.numpy()), {})


def test_training_makes_so_many_steps():
    model = compiled()
    train_model(model, supply(50), watched(model), steps=7, cadence=3)
    assert int(model.optimizer.iterations.numpy()) == 7


def test_training_goes_on_until_the_batches_end():
    model = compiled()
    train_model(model, supply(12), watched(model), steps=None, cadence=5)
    assert int(model.optimizer.iterations.numpy()) == 12


def test_no_batch_is_an_error():
    model = compiled()
    with pytest.raises(DataError, match="There is no batch to train on: the input is empty"):
        train_model(model, supply(0), watched(model), steps=1, cadence=1)


def test_numbers_are_noted_with_their_steps():
    model, curves = compiled(), {}
    watcher = Watcher(lambda: int(model.optimizer.iterations.numpy()), curves)
    train_model(model, supply(50), watcher, steps=25, cadence=10)
    assert curves["step"] == [10, 20, 25]
    assert curves["loss"] == sorted(curves["loss"], reverse=True)


def test_a_callback_that_wants_every_batch_sees_every_batch():
    class Counting(Callback):
        batches = 0

        def on_train_batch_end(self, batch, logs=None):
            self.batches += 1

    model, counting = compiled(), Counting()
    train_model(model, supply(50), watched(model), steps=12, cadence=10, callbacks=[counting])
    assert counting.batches == 12


def test_validation_is_looked_at_in_each_segment():
    model, curves = compiled(), {}
    watcher = Watcher(lambda: int(model.optimizer.iterations.numpy()), curves)
    train_model(model, supply(50), watcher, steps=20, cadence=10, validation=BATCH)
    assert len(curves["val_loss"]) == 2


@pytest.mark.parametrize(("told", "looks"), [(True, 10), (3, 3)])
def test_early_stopping_waits_so_many_looks_and_keeps_the_best(told, looks):
    (callback,) = early_stopping(told)
    assert isinstance(callback, EarlyStopping)
    assert (callback.patience, callback.restore_best_weights) == (looks, True)


def test_no_early_stopping_is_no_callback():
    assert early_stopping(False) == []
