"""A guard of speed that no busy machine disturbs: counts of what is compiled, moved and called.

Each bound names the count of today. A change that needs a higher one says why in its commit.
"""

from contextlib import contextmanager

import numpy as np
import pytest

import deepkit
from deepkit.backend import (
    CompileListener,
    jit_in_place,
    leaves,
    put,
    told_of_compiling,
)
from deepkit.callbacks import Callback
from deepkit.training import _feed, _programs
from tests._counts import calls_by

ROWS, BATCH = 800, 16
STEPS = ROWS // BATCH
X = np.linspace(-1, 1, ROWS * 4, dtype="float32").reshape(ROWS, 4)
Y = X.sum(axis=1, keepdims=True)
OPTIONS = {"batch_size": BATCH, "verbose": 0}
METRICS = ("mae", "mape", "cosine_similarity", "mean_squared_logarithmic_error")


class Watching(Callback):
    """Is shown every batch, and looks at nothing."""

    def on_train_batch_end(self, batch, logs=None):
        pass


def build(layers, metrics=(), **options):
    """Return a compiled model of so many layers."""
    hidden = [deepkit.layers.Dense(4, "tanh") for _ in range(layers - 1)]
    model = deepkit.Sequential([deepkit.Input((4,)), *hidden, deepkit.layers.Dense(1)])
    model.compile("adam", "mse", metrics=list(metrics), **options)
    return model


class Compiled(CompileListener):
    """The names of programs that were compiled."""

    def __init__(self):
        self.names = []

    def compiled(self, name):
        self.names.append(name)


def compiled_by(run):
    """Return how many programs are compiled by running a function."""
    compiled = Compiled()
    with told_of_compiling(compiled):
        run()
    return len(compiled.names)


def calls_in_an_epoch(model, **options):
    """Return how many Python functions an epoch calls, what `fit` itself does left out."""

    def run(epochs):
        return calls_by(lambda: model.fit(X, Y, epochs=epochs, **OPTIONS, **options))

    run(2), run(2)  # what is found out once is known now
    return (run(6) - run(2)) / 4


# --- programs ------------------------------------------------------------------------------------


class EachEpoch(Callback):
    """Counts the programs that are compiled up to the end of each epoch."""

    def __init__(self, compiled):
        self.compiled, self.counts = compiled, []

    def on_epoch_end(self, epoch, logs=None):
        self.counts.append(len(self.compiled.names) - sum(self.counts))


def compiled_in_epochs(model, *data, **options):
    """Return how many programs each of three epochs compiles."""
    compiled = Compiled()
    each = EachEpoch(compiled)
    with told_of_compiling(compiled):
        model.fit(*data, epochs=3, callbacks=[each], **OPTIONS, **options)
    return each.counts


@pytest.fixture(scope="module")
def model():
    """Return a model that was never trained; the tests of programs go on with it in order."""
    jit_in_place(abs)  # asks once in a process what XLA knows, by a program
    return build(2)


@pytest.mark.parametrize(
    ("what", "data", "options", "most"),
    [
        ("whole batches: the chunk, resetting the metrics, their results", (X, Y), {}, 3),
        ("the same again", (X, Y), {}, 0),
        ("a partial batch: a step by itself", (X[:-3], Y[:-3]), {}, 1),
        ("partial batches again", (X[:-3], Y[:-3]), {}, 0),
        ("validation: the same three", (X, Y), {"validation_data": (X, Y)}, 3),
        ("with validation again", (X, Y), {"validation_data": (X, Y)}, 0),
    ],
)
def test_programs_are_compiled_in_the_first_epoch_only(what, data, options, most, model):
    first, second, third = compiled_in_epochs(model, *data, **options)
    assert first <= most, what
    assert (second, third) == (0, 0), what


def test_another_learning_rate_compiles_nothing(model):
    model.optimizer.learning_rate = 0.5
    assert compiled_by(lambda: model.fit(X, Y, **OPTIONS)) == 0


def test_a_watching_callback_needs_one_program_more(model):
    watched = {"callbacks": [Watching()], **OPTIONS}
    model.fit(X[:-3], Y[:-3], **OPTIONS)  # its last batch has compiled what a single step needs
    assert compiled_by(lambda: model.fit(X, Y, **watched)) <= 1
    assert compiled_by(lambda: model.fit(X, Y, **watched)) == 0


def test_predict_compiles_a_program_for_each_shape_of_batch(model):
    assert compiled_by(lambda: model.predict(X, **OPTIONS)) <= 1
    assert compiled_by(lambda: model.predict(X[:1], **OPTIONS)) <= 1
    assert compiled_by(lambda: (model.predict(X, **OPTIONS), model.predict(X[:1], **OPTIONS))) == 0


def test_one_batch_at_a_time_compiles_once(model):
    model.train_on_batch(X[:8], Y[:8])
    assert compiled_by(lambda: model.train_on_batch(X[:8], Y[:8])) == 0


# --- transfers -----------------------------------------------------------------------------------


class Moved:
    """Counts arrays that go to the device and come back."""

    def __init__(self):
        self.there = self.back = 0

    def calls(self, original):
        """Return the method of a feed that counts the arrays of the host among what it gives."""

        def counting(feed, programs, batches):
            calls = original(feed, programs, batches)
            given = leaves([given for _, given in calls])
            self.there += sum(isinstance(leaf, np.ndarray | np.generic) for leaf in given)
            return calls

        return counting

    def put(self, tree):
        self.there += len(leaves(tree))
        return put(tree)

    def fetch(self, tree):
        self.back += len(leaves(tree))
        return [np.asarray(leaf) for leaf in tree]


@pytest.fixture
def moved(monkeypatch):
    """Return the counts of all that is moved from now on."""
    moved = Moved()
    for feed in (_feed.Feed, _feed.RowFeed):
        monkeypatch.setattr(feed, "calls", moved.calls(feed.calls))
    monkeypatch.setattr(_programs, "fetch", moved.fetch)
    monkeypatch.setattr(_feed, "put", moved.put)
    return moved


@contextmanager
def more(moved):
    """Yield a list that is filled with what is moved within the block."""
    found, before = [], (moved.there, moved.back)
    yield found
    found += [moved.there - before[0], moved.back - before[1]]


@pytest.mark.parametrize(
    ("options", "there", "back"),
    [
        # The rows of the one chunk and their number; the loss, once.
        ({}, 2, 1),
        # Inputs and targets of each batch; the loss, once for the epoch.
        ({"callbacks": [Watching()]}, 2 * STEPS, 1),
        # The same twice.
        ({"validation_data": (X, Y)}, 4, 2),
    ],
)
def test_an_epoch_moves_its_rows_and_one_value(options, there, back, moved):
    model, counts = build(1), []
    for epochs in (1, 3):
        with more(moved) as found:
            model.fit(X, Y, epochs=epochs, **OPTIONS, **options)
        counts.append(found)
    (first_there, first_back), (last_there, last_back) = counts
    # The first call has put the data of each source on the device, and so has the second.
    assert (last_there - first_there) / 2 <= there
    assert (last_back - first_back) / 2 <= back


def test_each_metric_is_fetched_once_an_epoch(moved):
    model = build(1, METRICS)
    with more(moved) as found:
        model.fit(X, Y, epochs=4, **OPTIONS)
    assert found[1] <= 4 * (1 + len(METRICS))


# --- calls of Python ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sizes():
    """Return a model of two layers, one of twenty, and one of two with metrics."""
    return build(2), build(20), build(2, METRICS)


def test_a_step_calls_as_little_python_for_large_models_as_for_small_ones(sizes):
    small, large, measured = (
        calls_in_an_epoch(model, callbacks=[Watching()]) / STEPS for model in sizes
    )
    assert small <= 30  # now 21.4
    assert large - small <= 1  # now 0
    assert measured - small <= 3  # what an epoch does for each metric, spread over its steps


def test_an_epoch_in_one_call_does_nothing_for_each_step(sizes):
    small, large, measured = map(calls_in_an_epoch, sizes)
    assert small <= 130  # now 102
    assert large - small <= 10  # now 0
    assert measured - small <= 30 * len(METRICS)  # now 23 each


def test_batches_of_a_stream_are_brought_with_few_calls(sizes):
    def calls(batches):
        given = [(X[:BATCH], Y[:BATCH])] * batches
        runs = [lambda: sizes[0].fit(iter(given), **OPTIONS | {"batch_size": None})] * 2
        return [calls_by(run) for run in runs][-1]

    assert (calls(50) - calls(10)) / 40 <= 85  # now 70


@pytest.mark.parametrize(
    ("name", "given", "most", "each"),
    [
        ("predict", (X[:1],), 350, 30),  # now 308 and 28
        ("predict_on_batch", (X[:BATCH],), 270, 30),  # now 241 and 28
        ("train_on_batch", (X[:BATCH], Y[:BATCH]), 1250, 280),  # now 1170 and 258
    ],
)
def test_one_batch_calls_little_python(name, given, most, each, sizes):
    options = {"verbose": 0} if name == "predict" else {}
    found = []
    for model in sizes[:2]:
        run = getattr(model, name)
        run(*given, **options)
        found.append(calls_by(lambda run=run: run(*given, **options)))
    assert found[0] <= most
    assert (found[1] - found[0]) / 18 <= each
