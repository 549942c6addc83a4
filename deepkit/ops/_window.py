"""Windows: weights that fade a piece of a signal in and out."""

import jax.numpy as jnp

from deepkit.backend import floatx
from deepkit.typing import Tensor


def bartlett(x: int) -> Tensor:
    """Return a triangular window.

    Args:
        x: how many points.
    """
    return jnp.bartlett(int(x)).astype(floatx())


def blackman(x: int) -> Tensor:
    """Return a Blackman window: `0.42 - 0.5 cos + 0.08 cos` of one and two periods.

    Args:
        x: how many points.
    """
    return jnp.blackman(int(x)).astype(floatx())


def hamming(x: int) -> Tensor:
    """Return a Hamming window: `0.54 - 0.46 cos(2 * pi * i / (x - 1))`.

    Args:
        x: how many points.
    """
    return jnp.hamming(int(x)).astype(floatx())


def hanning(x: int) -> Tensor:
    """Return a Hann window: `0.5 - 0.5 cos(2 * pi * i / (x - 1))`.

    Args:
        x: how many points.
    """
    return jnp.hanning(int(x)).astype(floatx())


def kaiser(x: int, beta: float) -> Tensor:
    """Return a Kaiser window, made of Bessel functions.

    Args:
        x: how many points.
        beta: how fast it fades: 0 not at all.
    """
    return jnp.kaiser(int(x), beta).astype(floatx())
