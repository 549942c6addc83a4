"""First values are drawn on the host from a number, and in the program from a generator."""

import jax
import numpy as np
import pytest

from deepkit import backend
from deepkit.initializers import _draw as draw

DRAWS = [(draw.uniform, -1.0, 2.0), (draw.normal, 1.0, 0.5), (draw.truncated_normal, 1.0, 0.5)]


def test_evenly_drawn_numbers_are_those_of_numpy_scaled():
    drawn = draw.uniform((2, 3), 2.0, 6.0, "float32", 7)
    expected = np.random.default_rng(7).random((2, 3), "float32") * 4 + 2
    np.testing.assert_allclose(drawn, expected, rtol=1e-6)


def test_normally_drawn_numbers_are_those_of_numpy_scaled():
    drawn = draw.normal((2, 3), 2.0, 4.0, "float32", 7)
    expected = np.random.default_rng(7).standard_normal((2, 3), "float32") * 4 + 2
    np.testing.assert_allclose(drawn, expected, rtol=1e-6)


def test_the_upper_bound_is_not_drawn_where_rounding_would_reach_it():
    high = float(np.nextafter(np.float32(1), np.float32(2)))
    assert (np.asarray(draw.uniform((100,), 1.0, high, "float32", 1)) == 1).all()


def test_numbers_far_from_the_mean_are_drawn_again():
    drawn = np.asarray(draw.truncated_normal((10_000,), 5.0, 0.1, "float32", 1))
    assert np.abs(drawn - 5).max() <= 0.2 + 1e-6
    # A normal distribution cut off at two deviations: 0.7737 of the variance is left.
    np.testing.assert_allclose(drawn.var(), 0.7737 * 0.01, rtol=0.03)
    assert len(np.unique(drawn)) > 9_900


@pytest.mark.parametrize(("fn", "a", "b"), DRAWS)
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_is_rounded_from_single(fn, a, b, dtype):
    single = fn((4, 5), a, b, "float32", 3)
    half = fn((4, 5), a, b, dtype, 3)
    assert half.dtype == dtype
    np.testing.assert_array_equal(half, single.astype(dtype))


@pytest.mark.parametrize(("fn", "a", "b"), DRAWS)
def test_nothing_is_compiled_for_a_shape(fn, a, b, monkeypatch):
    monkeypatch.setattr(jax.random, "bits", None)
    assert fn((3, 2, 1), a, b, "float32", 1).shape == (3, 2, 1)


@pytest.mark.parametrize(("fn", "a", "b"), DRAWS)
def test_a_generator_moves_on_in_a_compiled_function_too(fn, a, b):
    generator = backend.SeedGenerator(1)
    pure = backend.stateless(lambda: fn((3,), a, b, "float32", generator), [generator.state])
    first, state = jax.jit(pure)([generator.state.value])
    second, _ = jax.jit(pure)(state)
    assert not np.array_equal(first, second)
    np.testing.assert_allclose(fn((3,), a, b, "float32", generator), first, rtol=1e-6)


@pytest.mark.parametrize(("fn", "a", "b"), DRAWS[:2])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_many_numbers_are_drawn_block_by_block_and_are_the_same(fn, a, b, dtype, monkeypatch):
    whole = fn((10, 3), a, b, dtype, 7)
    monkeypatch.setattr(draw, "_MANY", 30)
    monkeypatch.setattr(draw, "_BLOCK", 12)
    np.testing.assert_array_equal(fn((10, 3), a, b, dtype, 7), whole)


def test_what_is_drawn_in_blocks_belongs_to_jax_alone(monkeypatch):
    monkeypatch.setattr(draw, "_MANY", 30)
    drawn = draw.normal((10, 3), 0.0, 1.0, "float32", 7)
    jax.jit(lambda x: x + 1, donate_argnums=0)(drawn)
    assert drawn.is_deleted()
