"""All contenders do the same work, so that their times may be compared."""

import functools

import numpy as np
import pytest

from benchmarks.contenders import Remote, installed, make, parts_of
from benchmarks.workloads import TINY, WORKLOADS

TUNED = [name for name, workload in TINY.items() if workload.has_tuned]


def trained(contender, workload):
    """Return the losses of three epochs of three steps in order, and the outputs after."""
    losses = contender.fit(epochs=3, shuffle=False)
    return losses, contender.predict(workload.data()[0])


@functools.cache
def done_by(contender, name):
    """Return what a contender makes of a workload."""
    return trained(make(contender, TINY[name]), TINY[name])


def assert_same_work(one, other):
    np.testing.assert_allclose(one[0], other[0], atol=1e-4, rtol=0)
    # Adam divides by the root of squares: noise in a gradient near zero moves a weight.
    np.testing.assert_allclose(one[1], other[1], atol=1e-2, rtol=0)


@pytest.mark.parametrize("name", TINY)
def test_deepkit_and_the_jax_loop_do_the_same_work(name):
    assert_same_work(done_by("deepkit", name), done_by("jax", name))


@pytest.mark.parametrize("name", TINY)
def test_keras_and_the_jax_loop_do_the_same_work(name):
    assert_same_work(done_by("keras", name), done_by("jax", name))


@pytest.mark.parametrize("name", TINY)
def test_torch_and_the_jax_loop_do_the_same_work(name):
    pytest.importorskip("torch")
    assert_same_work(done_by("torch", name), done_by("jax", name))


@pytest.mark.parametrize("name", TUNED)
def test_the_tuned_loop_does_the_work_of_the_plain_one(name):
    assert_same_work(done_by("jax-tuned", name), done_by("jax", name))


def test_epochs_are_shuffled_unless_they_should_not_be():
    workload = TINY["mlp"]
    losses = [make("jax", workload).fit(shuffle=shuffle)[0] for shuffle in (True, False, False)]
    assert losses[0] != losses[1] == losses[2]


def test_a_contender_in_its_own_process_does_the_same_work():
    workload = TINY["mlp-small"]
    with Remote(functools.partial(make, "jax", workload)) as remote:
        assert_same_work(done_by("jax", "mlp-small"), trained(remote, workload))


def test_a_library_that_is_not_there_is_seen_without_importing_anything():
    assert installed("jax")
    assert parts_of("keras") == ("keras",)
    assert parts_of("jax") == ("jax",)


def test_the_tiny_workloads_are_those_that_are_measured():
    assert list(TINY) == list(WORKLOADS)
    assert all(w.rows % w.batch_size == 0 for w in [*TINY.values(), *WORKLOADS.values()])
