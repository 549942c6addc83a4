"""Masks that travel with values."""

from deepkit import backend, ops
from deepkit.losses import mask_of, masked_values
from deepkit.losses._masking import with_mask


def test_a_mask_reaches_whoever_called_the_function():
    values = ops.zeros((2,))
    assert masked_values(lambda: with_mask(values, "mask")) == (values, "mask")


def test_a_function_without_a_mask_gives_none():
    assert masked_values(ops.zeros, (2,))[1] is None


def test_a_mask_that_nobody_asked_for_is_dropped():
    values = ops.zeros((2,))
    assert with_mask(values, "mask") is values
    assert mask_of(values) is None


def test_the_call_inside_keeps_to_the_training_of_the_call_outside():
    with backend.call_context(training=True) as outer:
        training, _ = masked_values(lambda: backend.current_call().training)
        assert training is True
        assert backend.current_call() is outer
