"""Read an input column as numbers."""

import math

import numpy as np

from deepkit.columns._column import offending, rows_of
from deepkit.columns._values import is_ragged
from deepkit.errors import DataError


def numbers_of(array: np.ndarray, key: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return an input column as float64 (n, d), d the numbers of `shape`, missing ones NaN.

    Raises:
        DataError: if it holds text, infinity, or rows of another shape.
    """
    size = math.prod(shape)
    if not len(array):
        return np.zeros((0, size))
    if array.dtype == object:
        kind = "lists of different lengths" if is_ragged(array) else f"text: {offending(array)}"
        raise DataError(f"Column {key!r} must hold numbers of shape {shape}, got {kind}.")
    if array.shape[1:] != shape and not (size == 1 and math.prod(array.shape[1:]) == 1):
        raise DataError(
            f"Column {key!r} must hold rows of shape {shape}, got {array.shape[1:]}. Say so by "
            "`shape=`, or reshape the data."
        )
    numbers = array.reshape(-1, size).astype(np.float64, copy=False)
    if np.isinf(numbers).any():
        raise DataError(
            f"Column {key!r} must hold finite numbers, got infinity in {rows_of(np.isinf(numbers))}"
            ". Replace it."
        )
    return numbers
