"""What an outermost call shares with the calls inside it."""

import concurrent.futures

import jax.numpy as jnp

from deepkit.backend import call_context, current_call, training_mode
from tests.backend._drawing import drawn


def test_there_is_no_call_outside_of_any():
    assert current_call() is None
    with call_context(training=True) as call:
        assert current_call() is call
        assert call.training is True
    assert current_call() is None


def test_training_is_set_for_a_while():
    with call_context() as call:
        with training_mode(True):
            assert call.training is True
            with training_mode(False):
                assert call.training is False
            assert call.training is True
        assert call.training is None


def test_outside_of_a_call_there_is_no_training_to_set():
    with training_mode(True):
        assert current_call() is None


def test_a_mask_travels_with_its_array_and_no_other():
    x, y, mask = jnp.ones(2), jnp.ones(2), jnp.array([True, False])
    with call_context() as call:
        assert not call.has_masks
        call.set_mask(x, mask)
        assert call.has_masks
        assert call.mask_of(x) is mask
        assert call.mask_of(y) is None


def test_no_mask_is_no_mask():
    with call_context() as call:
        call.set_mask(jnp.ones(2), None)
        call.set_masks([jnp.ones(2)], None)
        assert not call.has_masks
        assert call.masks_of(jnp.ones(2)) is None


def test_masks_of_a_structure_come_in_its_structure():
    x, y, mask = jnp.ones(2), jnp.zeros(2), jnp.array([True, False])
    with call_context() as call:
        call.set_masks({"x": x, "y": y}, {"x": mask, "y": None})
        assert call.masks_of({"a": [y], "b": x}) == {"a": [None], "b": mask}
        assert call.masks_of([y]) is None


def test_a_lone_array_takes_a_lone_mask():
    x, mask = jnp.ones(2), jnp.array([True, False])
    with call_context() as call:
        call.set_masks([x], mask)
        assert call.mask_of(x) is mask


def test_symbols_carry_no_masks():
    with call_context() as call:
        call.set_masks([drawn(2)], [jnp.ones(2)])
        assert not call.has_masks


def test_an_array_is_kept_as_long_as_its_mask():
    with call_context() as call:
        for number in range(100):  # memory of a dead array is used again
            call.set_mask(jnp.full(2, number), number or True)
        assert call.mask_of(jnp.full(2, 0)) is None


def test_threads_have_calls_of_their_own():
    with call_context(), concurrent.futures.ThreadPoolExecutor(1) as pool:
        assert pool.submit(current_call).result() is None
