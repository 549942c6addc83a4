"""Arrays whose memory a device on the host can use as it is, without a copy of its own."""

import numpy as np

_ALIGNMENT = 64  # bytes: what XLA asks of memory that it is to share
_NUMBERS = "biufc"
_WORTH_IT = 16_384  # bytes; smaller arrays are copied faster than they are aligned


def aligned_empty(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Return an array without contents that starts at a multiple of 64 bytes.

    Args:
        shape: its shape.
        dtype: a dtype of numbers.
    """
    size = int(np.prod(shape)) * dtype.itemsize
    room = np.empty(size + _ALIGNMENT, np.uint8)
    start = -room.ctypes.data % _ALIGNMENT
    return room[start : start + size].view(dtype).reshape(shape)


def take_rows(array: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return some rows of an array as one that starts at a multiple of 64 bytes, if it is long.

    Args:
        array: has rows along its first axis.
        rows: their places, none of them below zero or past the end.
    """
    shape = (len(rows), *array.shape[1:])
    if array.dtype.kind not in _NUMBERS or array[:1].nbytes * len(rows) < _WORTH_IT:
        return array.take(rows, axis=0)
    # Places are known to be right; NumPy's way of checking them would copy once more.
    return array.take(rows, axis=0, out=aligned_empty(shape, array.dtype), mode="clip")
