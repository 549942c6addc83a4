"""Changing what a tensor is: its dtype, its container, whether gradients pass."""

from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax

from deepkit import backend
from deepkit.backend import convert, is_float, is_symbolic, op, standardize_dtype
from deepkit.ops._promotion import tensor
from deepkit.typing import Tensor


@op
def cast(x: Tensor, dtype: Any) -> Tensor:
    """Return the numbers in another dtype; whole numbers are cut off, not rounded.

    Args:
        x: numbers.
        dtype: the dtype wanted.

    Example:
        >>> from deepkit import ops
        >>> ops.cast([1.7, -1.7], "int32").tolist()
        [1, -1]
    """
    return jnp.asarray(tensor(x), standardize_dtype(dtype))


@op
def saturate_cast(x: Tensor, dtype: Any) -> Tensor:
    """Return the numbers in another dtype; those too large for it become its largest.

    Args:
        x: numbers.
        dtype: the dtype wanted.

    Example:
        >>> from deepkit import ops
        >>> ops.saturate_cast([300, -5], "uint8").tolist()
        [255, 0]
    """
    x, dtype = tensor(x), standardize_dtype(dtype)
    if dtype == "bool" or x.dtype == bool:
        return x.astype(dtype)
    low, high = _within(_limits(dtype), _limits(x.dtype.name))
    return jnp.clip(x, jnp.asarray(low, x.dtype), jnp.asarray(high, x.dtype)).astype(dtype)


def _limits(dtype: str) -> tuple[float, float]:
    info = jnp.finfo(dtype) if is_float(dtype) else jnp.iinfo(dtype)
    if is_float(dtype):
        return float(info.min), float(info.max)
    return int(info.min), int(info.max)


def _within(wanted: tuple[float, float], held: tuple[float, float]) -> tuple[float, float]:
    """Return the limits wanted as far as the present dtype can hold them."""
    return max(wanted[0], held[0]), min(wanted[1], held[1])


def convert_to_tensor(
    x: Tensor, dtype: Any = None, sparse: bool | None = None, ragged: bool | None = None
) -> Tensor:
    """Return an array of what a user holds; symbolic tensors pass.

    Args:
        x: an array, a Variable, a number, or nested lists of numbers.
        dtype: the dtype wanted; kept if None, but float64 becomes the floatx.
        sparse: must not be true: tensors are dense here.
        ragged: must not be true: axes have one size here.

    Raises:
        ValueError: if a sparse or ragged tensor is asked for.

    Example:
        >>> from deepkit import ops
        >>> ops.convert_to_tensor([1, 2], dtype="float32").tolist()
        [1.0, 2.0]
    """
    for name, asked in (("sparse", sparse), ("ragged", ragged)):
        if asked:
            raise ValueError(f"`{name}` must not be True: tensors are dense. Pad or densify first.")
    if is_symbolic(x):
        return x if dtype is None or standardize_dtype(dtype) == x.dtype else cast(x, dtype)
    return convert(x, dtype)


@op
def array(x: Tensor, dtype: Any = None) -> Tensor:
    """Return an array of what a user holds.

    Args:
        x: an array, a Variable, a number, or nested lists of numbers.
        dtype: the dtype wanted; kept if None, but float64 becomes the floatx.
    """
    return convert(x, dtype)


def convert_to_numpy(x: Tensor) -> np.ndarray:
    """Return a NumPy array.

    Args:
        x: an array, a Variable, a number, or nested lists of numbers.
    """
    return np.asarray(x) if isinstance(x, np.ndarray) else np.asarray(convert(x))


def is_tensor(x: Any) -> bool:
    """Return whether `x` is an array, a Variable or a symbolic tensor.

    Args:
        x: anything.
    """
    return backend.is_tensor(x)


def dtype(x: Tensor) -> str:
    """Return the name of the dtype.

    Args:
        x: a tensor, or what can be made one.
    """
    return standardize_dtype(x.dtype if hasattr(x, "dtype") else tensor(x).dtype)


@op
def stop_gradient(variable: Tensor) -> Tensor:
    """Return the tensor; gradients do not pass to what it was computed from.

    Args:
        variable: a tensor.
    """
    return lax.stop_gradient(tensor(variable))


@op
def view(x: Tensor, dtype: Any = None) -> Tensor:
    """Return the same bytes read as another dtype; the last axis shrinks or grows to fit.

    Args:
        x: a tensor.
        dtype: the dtype they are read as; that of `x` if None.
    """
    return tensor(x).view(dtype and standardize_dtype(dtype))
