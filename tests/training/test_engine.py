"""How steps are run is told by the program, not by the clock."""

import numpy as np
import pytest

import deepkit
from deepkit.backend import Work, lent
from deepkit.data import ArraySource, choose
from deepkit.training import _engine, _programs
from deepkit.training._engine import is_small, lie_on_device, steps_in_a_call

X, Y = np.ones((6, 4), "float32"), np.ones((6, 1), "float32")


def small(**options):
    model = deepkit.Sequential([deepkit.Input((4,)), deepkit.layers.Dense(1)])
    model.compile("sgd", "mse", **options)
    model.fit(X, Y, verbose=0, batch_size=2)
    return model


def steps(model, source, phase="train"):
    programs = model.cache.get(model, phase)
    with lent(programs.variables) as loan:
        return steps_in_a_call(model, programs, loan.state, source)


def test_many_small_steps_go_into_one_call_and_more_of_tiny_ones(monkeypatch):
    source = ArraySource(X, Y, batch_size=2)
    assert steps(small(), source) == 512
    monkeypatch.setattr(_engine, "_TINY_PRODUCTS", 8)
    assert steps(small(), source) == 128


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (Work(1e5, 0, 0, 100), True),
        (Work(5e8, 0, 0, 100), False),
        (Work(1e5, 1, 0, 100), False),
        (Work(1e5, 0, 1, 100), False),
    ],
    ids=["little", "much", "a convolution", "a loop"],
)
def test_what_is_small(work, expected):
    assert is_small(work) is expected


def test_the_work_of_a_step_is_counted_once_for_batches_of_one_shape(monkeypatch):
    counted = []

    def work_of(*args):
        counted.append(args)
        return Work(1.0, 0, 0, 1)

    deepkit.utils.clear_session(free_memory=False)  # or a model like this one was counted before
    monkeypatch.setattr(_programs, "work_of", work_of)
    model = small(steps_per_execution=1)
    for size in (2, 2, 3, 2):
        steps(model, ArraySource(X, Y, batch_size=size))
    assert len(counted) == 2


def test_a_stream_is_taken_batch_by_batch():
    assert steps(small(), choose(iter([(X, Y)]))) == 1


def test_eager_steps_are_single():
    assert steps(small(run_eagerly=True), ArraySource(X, Y, batch_size=2)) == 1


def test_data_that_is_large_is_stacked_on_the_host(monkeypatch):
    source = ArraySource(X, Y, batch_size=2)
    assert lie_on_device(source)
    monkeypatch.setattr(_engine, "_MOST_BYTES", 8)
    assert not lie_on_device(source)
    assert steps(small(), source) == 16


def test_a_step_that_makes_its_own_logs_is_single():
    class Own(deepkit.Model):
        def __init__(self):
            super().__init__()
            self.layer = deepkit.layers.Dense(1)

        def call(self, x):
            return self.layer(x)

        def compute_metrics(self, x, y, y_pred, sample_weight=None):
            return {"own": deepkit.ops.sum(y_pred)}

    model = Own()
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0, batch_size=2)
    assert steps(model, ArraySource(X, Y, batch_size=2)) == 1
