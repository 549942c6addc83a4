"""Numeric defaults of the process."""

import jax
import pytest

from deepkit import config
from deepkit.backend import standardize_data_format


@pytest.mark.parametrize(
    ("get", "put", "start", "other"),
    [
        (config.floatx, config.set_floatx, "float32", "float16"),
        (config.epsilon, config.set_epsilon, 1e-7, 1e-3),
        (config.image_data_format, config.set_image_data_format, "channels_last", "channels_first"),
    ],
)
def test_a_default_stays_until_it_is_set(get, put, start, other):
    assert get() == start
    put(other)
    assert get() == other


@pytest.mark.parametrize(
    ("put", "value", "text"),
    [
        (config.set_floatx, "int32", "`floatx` must be one of 'bfloat16', 'float16', 'float32'"),
        (
            config.set_floatx,
            "float64",
            "'float64' while JAX keeps to 32 bits.*JAX_ENABLE",
        ),
        (config.set_epsilon, 0, "`epsilon` must be > 0, got 0"),
        (config.set_image_data_format, "last", "`data_format` must be one of 'channels_last'"),
    ],
)
def test_a_wrong_default_is_refused(put, value, text):
    with pytest.raises(ValueError, match=text):
        put(value)


def test_64_bits_are_allowed_where_jax_keeps_them():
    with jax.enable_x64(True):
        config.set_floatx("float64")
    assert config.floatx() == "float64"


def test_the_data_format_is_checked_or_the_default():
    assert standardize_data_format(None) == "channels_last"
    assert standardize_data_format("channels_first") == "channels_first"
    with pytest.raises(ValueError, match="`data_format` must be one of"):
        standardize_data_format("NHWC")
