"""Batches reach a program one by one, stacked or as rows, and teach the same."""

import numpy as np
import pytest

import deepkit
from deepkit.callbacks import Callback
from deepkit.data import ArraySource
from deepkit.training import _engine
from deepkit.training._feed import Feed, RowFeed

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(23, 4)).astype("float32")
Y = X.sum(axis=1, keepdims=True)
WEIGHTS = np.linspace(0.5, 1.5, 23)


def trained(steps, **options):
    deepkit.utils.set_random_seed(3)
    layers = [deepkit.Input((4,)), deepkit.layers.Dense(5, "tanh"), deepkit.layers.Dense(1)]
    model = deepkit.Sequential(layers)
    adam = deepkit.optimizers.Adam(0.05)
    model.compile(adam, "mse", weighted_metrics=["mae"], steps_per_execution=steps)
    history = model.fit(
        X,
        Y,
        sample_weight=WEIGHTS,
        batch_size=4,
        epochs=3,
        validation_data=(X, Y),
        verbose=0,
        **options,
    )
    return model, history.history


def assert_alike(found, expected):
    (model, history), (other, told) = found, expected
    assert list(history) == list(told)
    for name in told:
        np.testing.assert_allclose(history[name], told[name], rtol=1e-5)
    for ours, theirs in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("shuffle", [True, False, "batch"])
def test_rows_on_the_device_teach_what_batches_teach(shuffle):
    assert_alike(trained("auto", shuffle=shuffle), trained(1, shuffle=shuffle))


def test_fewer_steps_than_there_are_go_on_where_the_last_epoch_ended():
    assert_alike(trained("auto", steps_per_epoch=2), trained(1, steps_per_epoch=2))


def test_stacked_batches_teach_the_same(monkeypatch):
    monkeypatch.setattr(_engine, "_MOST_BYTES", 8)
    assert_alike(trained("auto"), trained(1))


def test_two_runs_are_equal_to_the_last_bit():
    first, second = (trained("auto")[0].get_weights() for _ in range(2))
    for ours, theirs in zip(first, second, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_callback_that_watches_batches_sees_each():
    class Watching(Callback):
        def __init__(self):
            self.seen = []

        def on_train_batch_end(self, batch, logs=None):
            self.seen.append(batch)

    watching = Watching()
    trained("auto", callbacks=[watching])
    assert watching.seen == list(range(6)) * 3


def test_a_callback_that_watches_batches_of_validation_alone_leaves_training_in_chunks(capsys):
    class Watching(Callback):
        def __init__(self):
            self.seen = []

        def on_test_batch_end(self, batch, logs=None):
            self.seen.append(batch)

    watching = Watching()
    model, _ = trained("auto", callbacks=[watching], profile=True)
    assert watching.seen == list(range(6)) * 3  # whose batches are 4 rows too
    assert (model.history.profile.steps, model.history.profile.calls) == (6, 2)


def test_chunks_of_rows_have_the_places_of_their_batches():
    feed = RowFeed(ArraySource(X, Y, batch_size=4, shuffle=False), 4)
    found = [(first, last, len(rows)) for first, last, (rows,) in feed.chunks(0)]
    assert found == [(0, 3, 16), (4, 5, 7)]


def test_what_a_stream_yields_is_taken_as_it_comes():
    source = ArraySource(X, Y, batch_size=4, shuffle=False)
    assert [place for place, _, _ in Feed(source).chunks(0)] == list(range(6))
