"""Switches that have one position here, or are JAX's."""

import jax
import pytest

from deepkit import config
from deepkit.errors import SavingError


def test_there_is_one_backend():
    assert config.backend() == "jax"
    config.set_backend("jax")
    with pytest.raises(ValueError, match="`backend` must be 'jax', the one there is, got 'torch'"):
        config.set_backend("torch")


def test_layers_are_no_flax_modules():
    assert config.is_nnx_enabled() is False


def test_there_is_no_unsafe_mode_to_enable():
    with pytest.raises(SavingError, match="deepkit never runs code that it finds in a file"):
        config.enable_unsafe_deserialization()


def test_the_frames_of_jax_are_shown_on_demand():
    try:
        config.disable_traceback_filtering()
        assert not config.is_traceback_filtering_enabled()
        with pytest.raises(TypeError) as caught:
            jax.numpy.add("a", 1)
        shown = str(caught.traceback[-1].path)
    finally:
        config.enable_traceback_filtering()
    assert config.is_traceback_filtering_enabled()
    assert "jax/_src" in shown


def test_fused_attention_is_taken_unless_somebody_minds():
    assert config.is_flash_attention_enabled()
    try:
        config.disable_flash_attention()
        assert not config.is_flash_attention_enabled()
    finally:
        config.enable_flash_attention()
    assert config.is_flash_attention_enabled()
