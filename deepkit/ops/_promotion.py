"""What operands become before arithmetic: arrays of one dtype, floats where floats are needed."""

import functools
from typing import Any

import jax
import jax.numpy as jnp

from deepkit.backend import convert, floatx
from deepkit.typing import Tensor

_SCALARS = (int, float, bool, complex)
_SAMPLES: dict[Any, Any] = {int: 0, float: 0.0, bool: False, complex: 0j}
_WEAK = {"i": int, "u": int, "f": float, "c": complex, "b": bool, "V": float}


def tensor(x: Tensor) -> Tensor:
    """Return an array; Python numbers stay weak, so that they widen nothing later."""
    if type(x) in _SCALARS:
        return jnp.asarray(x)
    return convert(x)


def floating(x: Tensor) -> Tensor:
    """Return an array of floats (or complex numbers): whole numbers become the floatx."""
    x = tensor(x)
    return x if jnp.issubdtype(x.dtype, jnp.inexact) else x.astype(floatx())


def wide(x: Tensor) -> Tensor:
    """Return an array of floats of at least 32 bits, for sums that half precision would spoil."""
    x = floating(x)
    return x.astype("float32") if x.dtype in ("float16", "bfloat16") else x


def together(*xs: Tensor) -> list[Tensor]:
    """Return the operands in the dtype of arithmetic between them.

    Done here and not left to JAX, so that its strict promotion can be on everywhere. Python
    numbers that fit are passed on: JAX takes them without making an array first.
    """
    operands = [x if type(x) in _SCALARS else convert(x) for x in xs]
    dtypes = {type(x) if type(x) in _SCALARS else x.dtype for x in operands}
    if len(dtypes) == 1 and not dtypes & _SAMPLES.keys():
        return operands
    wanted = common_dtype(*operands)
    return [_as(x, wanted, fits=wanted in dtypes) for x in operands]


def together_floating(*xs: Tensor) -> list[Tensor]:
    """Return the operands in one dtype of floats (or complex numbers)."""
    operands = together(*xs)
    if any(_is_inexact(x) for x in operands):
        return operands
    return [jnp.asarray(x, floatx()) for x in operands]


def common_dtype(*xs: Tensor) -> Any:
    """Return the dtype of arithmetic between arrays and Python numbers."""
    return _common(tuple(_kind(x) for x in xs))


@functools.cache
def _common(kinds: tuple[Any, ...]) -> Any:
    with jax.numpy_dtype_promotion("standard"):
        return jnp.result_type(*(_SAMPLES.get(kind, kind) for kind in kinds))


def _kind(x: Tensor) -> Any:
    if type(x) in _SCALARS:
        return type(x)
    return _WEAK[x.dtype.kind] if x.weak_type else x.dtype


def _as(x: Tensor, wanted: Any, *, fits: bool) -> Tensor:
    if fits and type(x) in (int, float) and wanted != jnp.bool_:
        return x
    return x if getattr(x, "dtype", None) == wanted else jnp.asarray(x, wanted)


def _is_inexact(x: Tensor) -> bool:
    return type(x) not in _SCALARS and jnp.issubdtype(x.dtype, jnp.inexact)
