"""Set the last rows of arrays aside for validation."""

import math

import numpy as np

from deepkit.data._checks import count_rows
from deepkit.data._convert import is_array, to_arrays
from deepkit.data._packing import Batch
from deepkit.data._structure import named_leaves, named_map
from deepkit.errors import DataError


def train_validation_split(
    arrays: Batch, validation_split: float, *, floatx: str = "float32"
) -> tuple[Batch, Batch]:
    """Split arrays into a first part to train on and a last part to validate on.

    Nothing is shuffled: of n rows, the first `floor(n * (1 - validation_split))` are for training.

    Args:
        arrays: `(x, y, sample_weight)`, each an array, a structure of arrays, or None.
        validation_split: the share of the rows to set aside, between 0 and 1, both excluded.
        floatx: the dtype that floating-point arrays are converted to.

    Returns:
        Two tuples `(x, y, sample_weight)` of numpy arrays, for training and for validation.

    Raises:
        DataError: if the share is out of range, if it leaves one part empty, or if `x` is not
            made of arrays.

    Example:
        >>> import numpy as np
        >>> from deepkit.data import train_validation_split
        >>> train, validation = train_validation_split((np.arange(10), None, None), 0.2)
        >>> train[0], validation[0]
        (array([0, 1, 2, 3, 4, 5, 6, 7]), array([8, 9]))
    """
    if not 0 < validation_split < 1:
        raise DataError(
            f"`validation_split` must be above 0 and below 1, got {validation_split!r}."
        )
    for leaf, name in named_leaves(arrays[0], "x"):
        if not is_array(leaf):
            raise DataError(
                f"`validation_split` needs arrays, and `{name}` is of type {type(leaf).__name__}. "
                "Pass `validation_data` instead."
            )
    x, y, sample_weight = arrays
    parts = (
        to_arrays(x, "x", floatx),
        to_arrays(y, "y", floatx),
        to_arrays(sample_weight, "sample_weight", floatx),
    )
    rows = count_rows(*parts)
    border = math.floor(rows * (1.0 - validation_split))
    if border in (0, rows):
        raise DataError(
            f"`validation_split={validation_split}` leaves one part of the {rows} rows empty."
        )
    return _rows(parts, slice(None, border)), _rows(parts, slice(border, None))


def _rows(parts: Batch, rows: slice) -> Batch:
    def cut(leaf: np.ndarray, _: str) -> np.ndarray:
        return leaf[rows]

    x, y, sample_weight = (named_map(cut, part, "") for part in parts)
    return x, y, sample_weight
