"""What makes steps slow, held by counting: no clock is needed to see it come back."""

import jax
import numpy as np
import pytest

import deepkit
from deepkit import callbacks, layers
from deepkit.backend import CompileListener, told_of_compiling
from tests._counts import calls_by

BATCH = 4


def made(depth, metrics=(), steps=1):
    """Return a compiled model with as many hidden layers, trained for a moment."""
    hidden = [layers.Dense(3, activation="relu") for _ in range(depth)]
    model = deepkit.Sequential([deepkit.Input((3,)), *hidden, layers.Dense(1)])
    model.compile("adam", "mse", metrics=list(metrics), steps_per_execution=steps)
    fit(model, 1)
    return model


def fit(model, steps, **options):
    rows = steps * BATCH
    data = np.ones((rows, 3), "float32"), np.ones((rows, 1), "float32")
    model.fit(*data, batch_size=BATCH, verbose=0, **options)


def compiled(run):
    """Return the names of the programs that are compiled."""
    names = []

    class Listener(CompileListener):
        def compiled(self, name):
            names.append(name)

    with told_of_compiling(Listener()):
        run()
    return names


def calls_per_step(model, **options):
    """Return what a further step costs: the cost of a call of `fit` is left out."""
    fit(model, 2, **options)
    runs = (lambda n=n: fit(model, n, **options) for n in (2, 12))
    few, many = (calls_by(run, of_c=True) for run in runs)
    return (many - few) / 10


@pytest.fixture(scope="module")
def small():
    return made(1)


def test_the_calls_of_a_step_do_not_grow_with_the_variables(small):
    assert calls_per_step(made(12)) == calls_per_step(small)


def test_the_calls_of_a_step_do_not_grow_with_the_metrics(small):
    measured = made(1, ["mae", "mape", "cosine_similarity"])
    assert calls_per_step(measured) == calls_per_step(small)


def test_a_callback_that_acts_at_epochs_costs_nothing_at_steps(small):
    stopping = callbacks.EarlyStopping("loss", patience=100)
    assert calls_per_step(small, callbacks=[stopping]) == calls_per_step(small)


def test_a_step_takes_few_calls(small):
    # There are sixteen, of a tenth of a microsecond each: a call of a program costs far more.
    assert calls_per_step(small) <= 20


def test_steps_that_go_into_one_call_cost_nothing_on_the_host():
    assert calls_per_step(made(1, steps="auto")) == 0


def test_data_of_about_one_size_has_one_program():
    model = made(1, steps="auto")
    assert compiled(lambda: [fit(model, steps) for steps in (2, 9, 100)]) == []


def test_all_full_batches_share_one_program(small):
    assert compiled(lambda: fit(small, 3, epochs=2)) == []


def test_nothing_comes_to_the_host_before_the_epoch_ends(small, monkeypatch):
    fetched = []
    get = jax.device_get
    monkeypatch.setattr(jax, "device_get", lambda x: fetched.append(x) or get(x))
    fit(small, 8, epochs=3)
    assert len(fetched) == 3
