"""True arrays, computed on the spot even while a function around is traced."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

_is_concrete: ContextVar[bool] = ContextVar("is_concrete", default=False)
_LARGEST_FROM_HOST = 2**24  # bytes; beyond that, a compilation costs less than the way to a device


@contextmanager
def concrete() -> Generator[None]:
    """Compute true arrays within the block, even while a function around it is traced."""
    token = _is_concrete.set(True)
    try:
        with jax.ensure_compile_time_eval():
            yield
    finally:
        _is_concrete.reset(token)


def filled(shape: Any, value: Any, dtype: Any) -> jax.Array:
    """Return one number everywhere.

    Where arrays are known to be true ones it is made on the host: JAX would compile a program for
    each shape, which takes longer than all that a small model computes in its first steps.

    Args:
        shape: sizes of the axes.
        value: the number.
        dtype: a dtype.
    """
    small = _is_concrete.get() and np.prod(shape) * np.dtype(dtype).itemsize <= _LARGEST_FROM_HOST
    return jax.device_put(np.full(shape, value, dtype)) if small else jnp.full(shape, value, dtype)
