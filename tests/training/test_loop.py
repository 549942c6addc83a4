"""Batches go to programs one by one or in stacks, and hooks hear of them accordingly."""

import keras
import numpy as np
import pytest

import deepkit
from deepkit.callbacks import Callback
from deepkit.data import ArraySource
from deepkit.training._loop import Feed
from deepkit.training._programs import Programs
from tests.training._twins import X, Y, dense, gap, twins

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
QUIET = {"verbose": 0, "shuffle": False}


def test_chunks_have_the_places_of_their_first_and_last_batch():
    source = ArraySource(np.arange(9), batch_size=2, shuffle=False)
    chunks = Feed(source, 3).chunks(0)
    assert [(first, last, len(batches)) for first, last, batches in chunks] == [
        (0, 2, 3),
        (3, 4, 2),
    ]


@pytest.fixture(scope="module")
def single():
    """Return a model trained batch by batch: weights at the start and end, and its history."""
    model = dense(deepkit)
    start = model.get_weights()
    model.compile(deepkit.optimizers.Adam(0.05), "mse", metrics=["mae"])
    history = model.fit(X, Y, epochs=2, batch_size=2, validation_data=(X, Y), **QUIET)
    return start, model.get_weights(), history.history


@pytest.mark.parametrize("several", [2, 3, 50])
def test_several_steps_at_once_change_nothing_but_the_speed(several, single):
    start, weights, history = single
    model = dense(deepkit)
    model.set_weights(start)
    adam = deepkit.optimizers.Adam(0.05)
    model.compile(adam, "mse", metrics=["mae"], steps_per_execution=several)
    found = model.fit(X, Y, epochs=2, batch_size=2, validation_data=(X, Y), **QUIET).history
    assert list(found) == list(history)
    # A loop is another program than its body: rounding may differ in the last bit.
    for name, values in history.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-6)
    for ours, theirs in zip(model.get_weights(), weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)


def test_how_steps_are_cut_into_chunks_does_not_change_a_bit():
    found = []
    for lengths in ((6,), (2, 4), (5, 1)):
        deepkit.utils.set_random_seed(1)
        model = dense(deepkit)
        model.compile(deepkit.optimizers.Adam(0.05), "mse", steps_per_execution=4)
        for length in lengths:
            model.fit(iter([(X[:3], Y[:3])] * length), steps_per_epoch=length, **QUIET)
        found.append(model.get_weights())
    for weights in found[1:]:
        for ours, theirs in zip(weights, found[0], strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_hooks_are_called_for_a_chunk_as_in_keras():
    pair, found = twins(dense), []
    for package, model in zip((deepkit, keras), pair, strict=True):
        calls = []

        class Note(package.callbacks.Callback):
            def on_train_batch_begin(self, batch, logs=None, calls=calls):
                calls.append(("begin", batch))

            def on_train_batch_end(self, batch, logs=None, calls=calls):
                calls.append(("end", batch))

            def on_test_batch_end(self, batch, logs=None, calls=calls):
                calls.append(("test", batch))

        model.compile("sgd", "mse", steps_per_execution=2, run_eagerly=True)
        told = {"callbacks": [Note()], "validation_data": (X, Y), **QUIET}
        model.fit(X, Y, batch_size=3, **told)
        found.append(calls)
    assert found[0] == found[1]
    assert gap(*pair) < 1e-6


class Noisy(deepkit.layers.Layer):
    """Count the calls, and draw noise."""

    def build(self, input_shape):
        self.calls = self.add_weight((), "zeros", trainable=False, name="calls")

    def call(self, x):
        self.calls.assign_add(1.0)
        return x + 1e-3 * deepkit.random.normal(deepkit.ops.shape(x))


def test_states_advance_through_the_steps_of_a_chunk():
    layer = Noisy()
    model = deepkit.Sequential([deepkit.Input((4,)), layer, deepkit.layers.Dense(1)])
    model.compile("sgd", "mse", steps_per_execution=2)
    model.fit(X, Y, batch_size=2, validation_data=(X, Y), **QUIET)
    assert float(layer.calls) == 10.0
    model.evaluate(X, Y, batch_size=2, verbose=0)
    assert float(layer.calls) == 15.0


def test_logs_are_fetched_only_when_somebody_looks():
    model, looked = dense(deepkit), []

    class Late(Callback):
        async_safe = True

        def on_train_batch_end(self, batch, logs=None):
            if batch == 4:
                looked.append(logs["loss"])

    model.compile("sgd", "mse")
    history = model.fit(X, Y, batch_size=2, callbacks=[Late()], **QUIET).history
    assert looked == pytest.approx(history["loss"])


def test_what_predict_hooks_see_are_the_outputs():
    model, seen = dense(deepkit), []
    watch = Callback()
    watch.on_predict_batch_begin = lambda batch, logs=None: seen.append(batch)
    watch.on_predict_batch_end = lambda batch, logs=None: seen.append(np.array(logs["outputs"]))
    found = model.predict(X, batch_size=5, callbacks=[watch], verbose=0)
    assert seen[::2] == [0, 1]
    assert (np.concatenate(seen[1::2]) == found).all()


@pytest.mark.parametrize(("keeps", "times"), [(False, 0), (True, 3)])
def test_values_of_batches_are_computed_for_those_who_keep_them(keeps, times, monkeypatch):
    computed, kept = [], []
    values = Programs.values
    monkeypatch.setattr(Programs, "values", lambda *given: computed.append(given) or values(*given))

    class Watching(Callback):
        def on_train_batch_end(self, batch, logs=None):
            if keeps:
                kept.append(logs)

    model = dense(deepkit)
    model.compile("sgd", "mse")
    options = {"batch_size": 4, "verbose": 0, "callbacks": [Watching()]}
    history = model.fit(X, Y, **options).history
    assert len(computed) == times + 1  # and once for the epoch
    losses = [logs["loss"] for logs in kept]
    assert losses[-1:] == history["loss"] * keeps
    assert len(set(losses)) == times


def test_values_are_those_of_the_batch_when_a_hook_looks_or_keeps_them():
    looked, kept, expected = [], [], []

    class Both(Callback):
        def on_train_batch_end(self, batch, logs=None):
            kept.append(logs)
            if batch % 2:
                looked.append(logs["loss"])

    class Theirs(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            expected.append(logs["loss"])

    pairs = (deepkit, Both()), (keras, Theirs())
    for (package, watching), model in zip(pairs, twins(dense), strict=True):
        model.compile(package.optimizers.SGD(0.1), "mse")
        model.fit(X, Y, batch_size=2, callbacks=[watching], **QUIET)
    np.testing.assert_allclose([logs["loss"] for logs in kept], expected, rtol=1e-5)
    np.testing.assert_allclose(looked, expected[1::2], rtol=1e-5)


def test_what_predict_hooks_see_of_a_short_batch_are_its_own_rows():
    model, seen = dense(deepkit), []
    watch = deepkit.callbacks.Callback()
    watch.on_predict_batch_end = lambda batch, logs=None: seen.append(np.array(logs["outputs"]))
    found = model.predict(X, batch_size=4, callbacks=[watch], verbose=0)
    assert [len(outputs) for outputs in seen] == [4, 4, 2]
    np.testing.assert_array_equal(np.concatenate(seen), found)


def test_several_inputs_and_outputs_are_predicted_row_by_row():
    a, b = deepkit.Input((3,), name="a"), deepkit.Input((2,), name="b")
    joined = deepkit.layers.Concatenate()([a, b])
    model = deepkit.Model({"a": a, "b": b}, {"z": joined * 2, "y": [a, b]})
    x = {"a": np.arange(33.0, dtype="f").reshape(11, 3), "b": np.ones((11, 2), "float32")}
    for rows, batch_size in ((11, 4), (3, 32), (11, 11)):
        part = {name: array[:rows] for name, array in x.items()}
        found = model.predict(part, batch_size=batch_size, verbose=0)
        assert list(found) == ["z", "y"]
        expected = np.concatenate([part["a"], part["b"]], axis=1) * 2
        np.testing.assert_array_equal(found["z"], expected)
        np.testing.assert_array_equal(found["y"][0], part["a"])


def test_batches_of_a_stream_are_of_any_size():
    model = dense(deepkit)
    sizes = (4, 2, 3, 1)
    ends = np.cumsum(sizes)
    parts = [X[end - size : end] for end, size in zip(ends, sizes, strict=True)]
    found = model.predict(iter(parts), verbose=0)
    np.testing.assert_allclose(found, model(X[: ends[-1]]), rtol=1e-5)
