"""Names of dtypes."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from deepkit.backend._defaults import floatx, has_64_bits
from deepkit.errors import one_of

DTYPES = (
    "float32", "bfloat16", "float16", "float64",
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "bool", "complex64", "complex128", "float8_e4m3fn", "float8_e5m2",
)  # fmt: skip
_PYTHON: dict[Any, str] = {bool: "bool", int: "int32", "int": "int32", complex: "complex64"}
_NARROW = {
    "int64": "int32", "uint64": "uint32", "float64": "float32", "complex128": "complex64",
}  # fmt: skip


def standardize_dtype(dtype: Any) -> str:
    """Return the name of a dtype.

    Args:
        dtype: a name, a NumPy, JAX or torch dtype, a Python type, or None for the floatx.

    Raises:
        ValueError: if it is no dtype deepkit computes with.

    Example:
        >>> import numpy as np
        >>> from deepkit import utils
        >>> utils.standardize_dtype(np.float16), utils.standardize_dtype(int)
        ('float16', 'int32')
    """
    if dtype is None or dtype in (float, "float"):
        return floatx()
    known = _PYTHON.get(dtype) if isinstance(dtype, (str, type)) else None
    if known is not None:
        return known
    name = dtype if isinstance(dtype, str) else getattr(dtype, "name", None)
    if name is None:
        try:
            name = np.dtype(dtype).name
        except TypeError:
            text = str(dtype)
            name = text.removeprefix("torch.") if text.startswith("torch.") else dtype
    return str(one_of(DTYPES, dtype=name))


def kept_dtype(dtype: Any) -> str:
    """Return the name of the dtype that arrays have for whom this one is asked.

    Args:
        dtype: a dtype; of 64 bits, JAX keeps 32 unless it is told otherwise.

    Raises:
        ValueError: if it is no dtype deepkit computes with.

    Example:
        >>> from deepkit import backend
        >>> backend.kept_dtype("int64"), backend.kept_dtype("int8")
        ('int32', 'int8')
    """
    name = standardize_dtype(dtype)
    return name if has_64_bits() else _NARROW.get(name, name)


def is_float(dtype: Any) -> bool:
    """Tell whether a dtype is a floating one, bfloat16 and float8 included.

    Args:
        dtype: a name or a dtype.

    Example:
        >>> from deepkit import backend
        >>> backend.is_float("bfloat16"), backend.is_float("int32")
        (True, False)
    """
    return jnp.issubdtype(dtype, jnp.floating)


def is_int(dtype: Any) -> bool:
    """Tell whether a dtype is one of whole numbers; truth values are none.

    Args:
        dtype: a name or a dtype.

    Example:
        >>> from deepkit import backend
        >>> backend.is_int("uint8"), backend.is_int("bool")
        (True, False)
    """
    return jnp.issubdtype(dtype, jnp.integer)


def result_type(*dtypes: Any) -> str:
    """Return the dtype that arithmetic between these dtypes has.

    Args:
        *dtypes: dtypes or arrays; the Python types `int` and `float` do not widen the others.

    Example:
        >>> from deepkit import backend
        >>> backend.result_type("int32", "bfloat16"), backend.result_type("bfloat16", float)
        ('bfloat16', 'bfloat16')
    """
    weak = [0 if d is int else 0.0 if d is float else d for d in dtypes]
    with jax.numpy_dtype_promotion("standard"):
        return jnp.result_type(*weak).name
