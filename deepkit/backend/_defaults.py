"""The process-wide numeric defaults: the float dtype, the small number, where channels stand."""

from dataclasses import dataclass

import jax.numpy as jnp

from deepkit.errors import one_of, positive

_FLOATS = ("bfloat16", "float16", "float32", "float64")
_FORMATS = ("channels_last", "channels_first")


@dataclass
class _Defaults:
    floatx: str = "float32"
    epsilon: float = 1e-7
    image_data_format: str = "channels_last"


_defaults = _Defaults()


def has_64_bits() -> bool:
    """Tell whether JAX keeps 64-bit numbers as they are, which by default it does not."""
    return jnp.result_type(float).itemsize == 8


def floatx() -> str:
    """Return the dtype of floats when none is named.

    Example:
        >>> from deepkit import config
        >>> config.floatx()
        'float32'
    """
    return _defaults.floatx


def set_floatx(value: str) -> None:
    """Set the dtype of floats when none is named.

    Args:
        value: `"bfloat16"`, `"float16"`, `"float32"` or `"float64"`.

    Raises:
        ValueError: if it is another dtype, or float64 while JAX keeps to 32 bits.

    Example:
        >>> from deepkit import config
        >>> config.set_floatx("float16")
        >>> config.floatx()
        'float16'
    """
    name = str(one_of(_FLOATS, floatx=value))
    if name == "float64" and not has_64_bits():
        raise ValueError(
            "`floatx` cannot be 'float64' while JAX keeps to 32 bits. Set the environment variable "
            "JAX_ENABLE_X64=1 before the program starts."
        )
    _defaults.floatx = name


def epsilon() -> float:
    """Return the small number that keeps divisions and logarithms finite.

    Example:
        >>> from deepkit import config
        >>> config.epsilon()
        1e-07
    """
    return _defaults.epsilon


def set_epsilon(value: float) -> None:
    """Set the small number that keeps divisions and logarithms finite.

    Args:
        value: above zero; 1e-7 at the start.

    Raises:
        ValueError: if it is not positive.

    Example:
        >>> from deepkit import config
        >>> config.set_epsilon(1e-5)
        >>> config.epsilon()
        1e-05
    """
    _defaults.epsilon = positive(epsilon=value)


def image_data_format() -> str:
    """Return where the channels of images stand when nothing is said.

    Example:
        >>> from deepkit import config
        >>> config.image_data_format()
        'channels_last'
    """
    return _defaults.image_data_format


def set_image_data_format(data_format: str) -> None:
    """Set where the channels of images stand when nothing is said.

    Args:
        data_format: `"channels_last"` or `"channels_first"`.

    Raises:
        ValueError: if it is neither.

    Example:
        >>> from deepkit import config
        >>> config.set_image_data_format("channels_first")
        >>> config.image_data_format()
        'channels_first'
    """
    _defaults.image_data_format = str(one_of(_FORMATS, data_format=data_format))


def standardize_data_format(value: str | None) -> str:
    """Return the data format given, or the default for None."""
    return image_data_format() if value is None else str(one_of(_FORMATS, data_format=value))
