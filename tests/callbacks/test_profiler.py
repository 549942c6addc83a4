"""A profiler records what it was told to, no less and hardly more, and ends what it began."""

import gzip
import json

import numpy as np
import pytest

import deepkit
from deepkit.backend import start_trace, stop_trace
from deepkit.callbacks import Callback, CallbackList, Profiler
from deepkit.errors import StateError

X = np.linspace(-1, 1, 16, dtype="float32").reshape(16, 1)


@pytest.fixture(scope="module")
def model():
    """Return a model whose steps are calls of their own; four of them are an epoch."""
    model = deepkit.Sequential([deepkit.Input((1,)), deepkit.layers.Dense(1)])
    model.compile("sgd", "mse", steps_per_execution=1)
    return model


def names(trace, name):
    """Return the numbers of the steps in a trace, or how often another name is in it."""
    (file,) = trace.glob("*.trace.json.gz")
    events = json.loads(gzip.decompress(file.read_bytes()))["traceEvents"]
    found = [event for event in events if event.get("name") == name]
    return [int(event["args"]["step_num"]) for event in found] if name == "train" else len(found)


def fitted(model, profiler, epochs=3, **options):
    model.fit(X, X, batch_size=4, epochs=epochs, verbose=0, callbacks=[profiler], **options)
    return profiler


@pytest.mark.parametrize(
    ("told", "epochs", "steps"),
    [
        ({"batches": 3}, 1, [3]),
        ({"batches": (3, 6)}, 3, [3, 4, 5, 6]),
        ({"batches": (11, 99)}, 3, [11, 12]),
        ({"epochs": 3}, 3, [9, 10, 11, 12]),
        ({"epochs": (1, 2)}, 3, [1, 2, 3, 4, 5, 6, 7, 8]),
        ({"epochs": (1, 9), "max_batches": 3}, 2, [1, 2, 3]),
        ({}, 3, [5, 6, 7, 8]),
        ({}, 1, [1, 2, 3, 4]),
    ],
)
def test_the_batches_of_the_range_are_recorded_as_steps(told, epochs, steps, model, tmp_path):
    profiler = fitted(model, Profiler(tmp_path, **told), epochs)
    (trace,) = profiler.traces
    assert trace.parent == tmp_path / "plugins" / "profile"
    assert names(trace, "train") == steps


def test_epochs_are_counted_as_the_bar_counts_them(model, tmp_path):
    profiler = fitted(model, Profiler(tmp_path), epochs=8, initial_epoch=5)
    assert profiler._epochs == (7, 7)
    fitted(model, profiler, epochs=6, initial_epoch=5)
    assert profiler._epochs == (6, 6)


def test_validation_is_marked(model, tmp_path):
    profiler = fitted(model, Profiler(tmp_path, epochs=2), validation_data=(X, X))
    assert names(profiler.traces[0], "validation") == 1


def test_whole_calls_are_recorded_where_a_call_makes_many_steps(tmp_path):
    model = deepkit.Sequential([deepkit.Input((1,)), deepkit.layers.Dense(1)])
    model.compile("sgd", "mse", steps_per_execution=2)
    profiler = fitted(model, Profiler(tmp_path, batches=(2, 6)))
    assert names(profiler.traces[0], "train") == [3, 5]


def test_each_fit_is_recorded_anew(model, tmp_path):
    profiler = Profiler(tmp_path, batches=2, perfetto=True, python=True)
    fitted(model, profiler, 1)
    fitted(model, profiler, 1)
    assert len(profiler.traces) == 2
    assert (profiler.traces[-1] / "perfetto_trace.json.gz").exists()


def test_a_range_that_was_not_reached_is_told(model, tmp_path):
    with pytest.warns(UserWarning, match=r"recorded nothing: .* after 4 batches, .*batches=\(5, 5"):
        fitted(model, Profiler(tmp_path, batches=5), 1)
    with pytest.warns(UserWarning, match=r"`epochs=\(2, 3\)` began"):
        fitted(model, Profiler(tmp_path, epochs=(2, 3)), 1)


def test_a_fit_that_fails_leaves_a_trace_that_the_next_one_ends(model, tmp_path):
    class Failing(Callback):
        def on_train_batch_end(self, batch, logs=None):
            raise RuntimeError("enough")

    profiler = Profiler(tmp_path, batches=(1, 3))
    with pytest.raises(RuntimeError, match="enough"):
        model.fit(X, X, verbose=0, callbacks=[profiler, Failing()])
    fitted(model, profiler, 1)
    assert len(profiler.traces) == 2


def test_one_recording_at_a_time(model, tmp_path):
    start_trace(tmp_path)
    with pytest.raises(StateError, match="A trace is being recorded already"):
        fitted(model, Profiler(tmp_path, batches=1), 1)
    stop_trace()


def test_a_folder_that_cannot_be_is_refused_before_training(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("")
    with pytest.raises(NotADirectoryError, match="`log_dir` must be a folder that can be made"):
        CallbackList([Profiler(taken)]).on_train_begin()


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ({"batches": 1, "epochs": 1}, "Give `batches` or `epochs`, not both"),
        ({"batches": 0}, "`batches` must be"),
        ({"batches": (3, 2)}, r"`batches` must be a number, or the first and the last .*\(3, 2\)"),
        ({"epochs": (1, 2, 3)}, r"`epochs` must be a number, or the first and the last"),
        ({"max_batches": 0}, "`max_batches` must be"),
    ],
)
def test_ranges_that_are_none_are_refused(told, text):
    with pytest.raises(ValueError, match=text):
        Profiler(**told)


def test_a_recording_that_the_user_has_ended_is_left_at_that(model, tmp_path):
    class Failing(Callback):
        def on_train_batch_end(self, batch, logs=None):
            raise RuntimeError("enough")

    profiler = Profiler(tmp_path, batches=(1, 3))
    with pytest.raises(RuntimeError, match="enough"):
        model.fit(X, X, verbose=0, callbacks=[profiler, Failing()])
    stop_trace()
    fitted(model, profiler, 1)
    assert names(profiler.traces[-1], "train") == [1, 2, 3]
