"""Arrays whose memory a device on the host can use as it is, without a copy of its own."""

from collections.abc import Callable
from math import prod

import numpy as np

_ALIGNMENT = 64  # bytes: what XLA asks of memory that it is to share
_NUMBERS = "biufc"
_LONG = 256  # bytes; batches of shorter rows are copied faster than they are aligned


def aligned_empty(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Return an array without contents that starts at a multiple of 64 bytes.

    Args:
        shape: its shape.
        dtype: a dtype of numbers.
    """
    size = prod(shape) * dtype.itemsize
    room = np.empty(size + _ALIGNMENT, np.uint8)
    start = -room.ctypes.data % _ALIGNMENT
    return room[start : start + size].view(dtype).reshape(shape)


def taker(array: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Return the function that takes rows out of an array, given their places.

    If rows are long, what it returns starts at a multiple of 64 bytes.

    Args:
        array: has rows along its first axis. No place may be below zero or past the end.
    """
    if array.dtype.kind not in _NUMBERS or array[:1].nbytes < _LONG:
        return lambda rows: array.take(rows, axis=0)

    def take(rows: np.ndarray) -> np.ndarray:
        room = aligned_empty((len(rows), *array.shape[1:]), array.dtype)
        # Places are known to be right; NumPy's way of checking them would copy once more.
        return array.take(rows, axis=0, out=room, mode="clip")

    return take
