"""Rows scaled to length one."""

from typing import Any

import numpy as np

from deepkit.typing import Tensor


def normalize(x: Tensor, axis: int = -1, order: Any = 2) -> np.ndarray:
    """Divide an array by its norms along an axis; what is all zeros stays so.

    Args:
        x: numbers.
        axis: the axis along which the norm is taken.
        order: which norm, as in `numpy.linalg.norm`: 2 for the length, 1 for the sum of absolute
            values.

    Shapes:
        As `x`, in floats.

    Example:
        >>> from deepkit import utils
        >>> utils.normalize([[3.0, 4.0], [0.0, 0.0]]).tolist()
        [[0.6, 0.8], [0.0, 0.0]]
    """
    numbers = np.asarray(x)
    if numbers.dtype.kind != "f":
        numbers = numbers.astype(np.float64)
    norms = np.atleast_1d(np.linalg.norm(numbers, order, axis, keepdims=True))
    norms[norms == 0] = 1
    return numbers / norms
