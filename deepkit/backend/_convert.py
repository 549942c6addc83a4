"""Arrays from whatever a user holds."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer

from deepkit.backend._defaults import floatx, has_64_bits
from deepkit.backend._dtypes import is_float, result_type, standardize_dtype
from deepkit.backend._symbolic import SymbolicTensor
from deepkit.backend._variable import Variable


def convert(x: Any, dtype: Any = None) -> Any:
    """Return an array; floats wider than the floatx are narrowed, symbolic tensors pass.

    Args:
        x: an array, a Variable, a number, or nested lists of numbers.
        dtype: the dtype wanted; kept if None.

    Raises:
        ValueError: if it holds anything but numbers, or whole numbers of more than 32 bits.

    Example:
        >>> from deepkit import backend
        >>> backend.convert([1.0, 2.0]).dtype
        dtype('float32')
    """
    if isinstance(x, SymbolicTensor):
        return x
    if isinstance(x, Variable):
        x = x.value
    wanted = dtype and standardize_dtype(dtype)
    if isinstance(x, jax.Array):
        return x if wanted is None else x.astype(wanted)
    if isinstance(x, (list, tuple)) and any(isinstance(leaf, Tracer) for leaf in _leaves(x)):
        return _stacked(x, wanted)
    x = _numbers(x)
    if wanted is None and x.dtype == np.float64:
        wanted = floatx()
    if wanted is None and x.dtype.name in _NARROW:
        x = _narrowed(x)
    return jnp.asarray(x, wanted)


def _leaves(x: Any) -> list[Any]:
    return jax.tree.leaves(x, is_leaf=lambda leaf: isinstance(leaf, Variable))


def _stacked(x: Any, wanted: str | None) -> Any:
    """Return lists of arrays, of which some are traced, as one array."""
    if not isinstance(x, (list, tuple)):
        return convert(x, wanted)
    wanted = wanted or result_type(*map(_kind, _leaves(x)))
    return jnp.stack([_stacked(item, wanted) for item in x])


def _kind(x: Any) -> Any:
    """Return the dtype of a value; a Python number's type, which widens no other."""
    return type(x) if type(x) in (int, float) else convert(x).dtype


_NARROW = {"int64": np.int32, "uint64": np.uint32}


def _narrowed(x: np.ndarray) -> np.ndarray:
    """Return 64-bit whole numbers in the 32 bits that JAX keeps, if they fit."""
    if has_64_bits():
        return x
    narrow = np.iinfo(_NARROW[x.dtype.name])
    if x.size and not narrow.min <= x.min() <= x.max() <= narrow.max:
        raise ValueError(
            f"Whole numbers must lie between {narrow.min} and {narrow.max}, got {x.min()} to "
            f"{x.max()}. Set JAX_ENABLE_X64=1 before the program starts for 64 bits, or convert "
            "them to floats."
        )
    return x.astype(narrow.dtype)


def _numbers(x: Any) -> np.ndarray:
    kind = type(x).__name__
    try:
        array = np.asarray(x)
    except ValueError as error:
        raise ValueError(
            f"The {kind} cannot be made an array; check for rows of different lengths. {error}"
        ) from error
    if array.dtype.kind in "OUSMm":
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
