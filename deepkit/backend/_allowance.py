"""A limit to the memory of new weights, for when a file says how large they are."""

import math
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

from deepkit.errors import ShapeError

_left: ContextVar[list[int] | None] = ContextVar("allowance", default=None)


@contextmanager
def allowance(size: int) -> Generator[None]:
    """Let the Variables that are made of a shape within the block take so many bytes together.

    Args:
        size: the number of bytes.
    """
    token = _left.set([size])
    try:
        yield
    finally:
        _left.reset(token)


def spend(shape: Sequence[int], dtype: str) -> None:
    """Take the bytes of a new Variable off the allowance, if there is one.

    Args:
        shape: its sizes.
        dtype: its dtype.

    Raises:
        ShapeError: if there are not so many left; nothing is allocated yet.
    """
    left = _left.get()
    if left is None:
        return
    needed = math.prod(shape) * np.dtype(dtype).itemsize
    if needed > left[0]:
        raise ShapeError(
            f"A weight of shape {tuple(shape)} takes {needed:,} bytes, of which {left[0]:,} are "
            "left of those that the file has weights for."
        )
    left[0] -= needed
