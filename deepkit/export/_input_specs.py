"""What a function takes, as users describe it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from deepkit.export._manifest import TensorSpec

_MADE_UP = re.compile(r"(input_layer|symbolic_tensor)(_[0-9]+)?")  # nobody chose these names


def input_specs(signature: Any, names: Sequence[str] | None = None) -> list[TensorSpec]:
    """Return specs of inputs that a user described.

    Args:
        signature: a list, or one, of what has a shape and a dtype: `Input`, `InputSpec`,
            `TensorSpec`, arrays (whose first axis is that of the batch, left open); shapes alone
            are of float32. Or a dict of them.
        names: what they are called, and in which order a dict is read; if None, as they call
            themselves or the dict does, else `"inputs"`, or `"input_0"`, `"input_1"`...

    Raises:
        ValueError: if one of them has no shape, or a dict has other names.
    """
    if isinstance(signature, Mapping):
        names = list(signature) if names is None else names
        if set(names) != set(signature):
            raise ValueError(
                f"`input_signature` must have the names {list(names)}, got {list(signature)}."
            )
        signature = [signature[name] for name in names]
    items = list(signature) if isinstance(signature, list) else [signature]
    called = _names(items) if names is None else names
    if len(called) != len(items):
        raise ValueError(
            f"`input_signature` must tell of {len(called)} inputs ({', '.join(called)}), got "
            f"{len(items)}."
        )
    return [_input_spec(one, name) for one, name in zip(items, called, strict=True)]


def _names(items: Sequence[Any]) -> list[str]:
    """Return what inputs call themselves, where that tells them apart, else what they are."""
    plain = ["inputs"] if len(items) == 1 else [f"input_{i}" for i in range(len(items))]
    told = [_own_name(one) for one in items]
    names = [own or other for own, other in zip(told, plain, strict=True)]
    return names if len(set(names)) == len(names) else plain


def _own_name(one: Any) -> str | None:
    name = None if _is_array(one) else getattr(one, "name", None)
    return name if isinstance(name, str) and not _MADE_UP.fullmatch(name) else None


def _input_spec(one: Any, name: str) -> TensorSpec:
    if isinstance(one, TensorSpec):
        return one
    shape = getattr(one, "shape", one if isinstance(one, tuple) else None)
    if shape is None:
        raise ValueError(f"`input_signature` must tell shapes and dtypes, got {one!r}.")
    dtype = np.dtype(getattr(one, "dtype", None) or "float32").name
    sizes = tuple(None if size is None else int(size) for size in shape)
    return TensorSpec(name, (None, *sizes[1:]) if _is_array(one) and sizes else sizes, dtype)


def _is_array(one: Any) -> bool:
    return isinstance(one, np.ndarray) or hasattr(one, "__array_namespace__")
