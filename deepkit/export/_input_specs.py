"""What a function takes, as users describe it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from deepkit.export._manifest import TensorSpec


def input_specs(signature: Any, names: Sequence[str] | None = None) -> list[TensorSpec]:
    """Return specs of inputs that a user described.

    Args:
        signature: a list, or one, of what has a shape and a dtype: `Input`, `InputSpec`,
            `TensorSpec`, arrays (whose first axis is that of the batch, left open); shapes alone
            are of float32.
        names: what they are called; found out if None.

    Raises:
        ValueError: if one of them has no shape.
    """
    items = list(signature) if isinstance(signature, list) else [signature]
    defaults = ["inputs"] if len(items) == 1 else [f"input_{i}" for i in range(len(items))]
    return [_input_spec(one, name) for one, name in zip(items, names or defaults, strict=True)]


def _input_spec(one: Any, name: str) -> TensorSpec:
    if isinstance(one, TensorSpec):
        return one
    shape = getattr(one, "shape", one if isinstance(one, tuple) else None)
    if shape is None:
        raise ValueError(f"`input_signature` must tell shapes and dtypes, got {one!r}.")
    dtype = np.dtype(getattr(one, "dtype", None) or "float32").name
    sizes = tuple(None if size is None else int(size) for size in shape)
    is_array = isinstance(one, np.ndarray) or hasattr(one, "__array_namespace__")
    return TensorSpec(name, (None, *sizes[1:]) if is_array and sizes else sizes, dtype)
