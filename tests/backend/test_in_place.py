"""State that is updated where it is."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from deepkit.backend import _in_place, jit_in_place

WEIGHTS = [jnp.full((64, 64), 0.01) for _ in range(3)]
BATCH = jnp.ones((32, 64))


@pytest.fixture
def fresh():
    _in_place._compiler_options.cache_clear()
    yield
    _in_place._compiler_options.cache_clear()


def step(weights, batch):
    """Take a step down the gradient of three products in a row."""

    def loss(weights):
        x = batch
        for weight in weights:
            x = jnp.maximum(x @ weight, 0)
        return jnp.sum(x)

    return [w - 0.1 * g for w, g in zip(weights, jax.grad(loss)(weights), strict=True)]


def copies(compiled):
    """Return the lines of a compiled program that copy a weight."""
    return [line for line in compiled.as_text().splitlines() if "f32[64,64]{1,0} copy(" in line]


def test_no_weight_is_copied_though_the_backward_pass_reads_it(fresh):
    assert copies(jit_in_place(step).lower(WEIGHTS, BATCH).compile()) == []


def test_results_are_the_same_and_what_was_given_is_gone(fresh):
    given = [w + 0 for w in WEIGHTS]
    found = jit_in_place(step)(given, BATCH)
    for ours, plain in zip(found, jax.jit(step)(WEIGHTS, BATCH), strict=True):
        np.testing.assert_array_equal(ours, plain)
    assert all(weight.is_deleted() for weight in given)


def test_an_option_that_this_xla_does_not_know_is_left_out(fresh, monkeypatch):
    known = _in_place._compiler_options()
    monkeypatch.setitem(_in_place._OPTIONS, "xla_cpu_of_a_later_day", True)
    _in_place._compiler_options.cache_clear()
    assert _in_place._compiler_options() == known
    assert len(jit_in_place(step)([w + 0 for w in WEIGHTS], BATCH)) == 3


@pytest.mark.parametrize("name", _in_place._OPTIONS)
def test_what_the_user_told_xla_stays(name, fresh, monkeypatch):
    monkeypatch.setenv("XLA_FLAGS", f"--{name}=false")
    assert set(_in_place._compiler_options()) == set(_in_place._OPTIONS) - {name}


def test_other_compilers_need_no_telling(fresh, monkeypatch):
    monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
    assert _in_place._compiler_options() is None
