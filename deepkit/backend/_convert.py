"""Arrays from whatever a user holds."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer

from deepkit.backend._dtypes import floatx, is_float, standardize_dtype
from deepkit.backend._symbolic import SymbolicTensor
from deepkit.backend._variable import Variable


def convert(x: Any, dtype: Any = None) -> Any:
    """Return an array; floats wider than the floatx are narrowed, symbolic tensors pass.

    Args:
        x: an array, a Variable, a number, or nested lists of numbers.
        dtype: the dtype wanted; kept if None.

    Raises:
        ValueError: if it holds anything but numbers.
    """
    if isinstance(x, SymbolicTensor):
        return x
    if isinstance(x, Variable):
        x = x.value
    wanted = dtype and standardize_dtype(dtype)
    if isinstance(x, jax.Array):
        return x if wanted is None else x.astype(wanted)
    x = _numbers(x)
    if wanted is None and x.dtype == np.float64:
        wanted = floatx()
    return jnp.asarray(x, wanted)


def _numbers(x: Any) -> np.ndarray:
    if isinstance(x, (list, tuple)) and any(isinstance(leaf, jax.Array) for leaf in x):
        x = [np.asarray(leaf) for leaf in x]
    array = np.asarray(x)
    if array.dtype.kind in "OUSM":
        kind = type(x).__name__
        raise ValueError(
            f"Only numbers can be computed with, got {kind} of dtype {array.dtype}. "
            "Encode text and dates first; check for rows of different lengths."
        )
    return array


def is_tensor(x: Any) -> bool:
    """Tell whether `x` is an array, a Variable or a symbolic tensor.

    Args:
        x: anything.
    """
    return isinstance(x, (jax.Array, np.ndarray, Variable, SymbolicTensor))


def is_concrete(x: Any) -> bool:
    """Tell whether `x` has a value now, which arrays inside a traced function have not.

    Args:
        x: anything.
    """
    return not isinstance(x, (Tracer, SymbolicTensor))


def as_compute(x: Any, dtype: str | None) -> Any:
    """Return an array-like as an array, cast to a layer's compute dtype if it is floating."""
    if isinstance(x, SymbolicTensor):
        return x
    if isinstance(x, Variable):
        x = x.value
    if not isinstance(x, jax.Array):
        if not hasattr(x, "__array__"):
            return x
        x = convert(x)
    return x.astype(dtype) if dtype and x.dtype != dtype and is_float(x.dtype) else x
