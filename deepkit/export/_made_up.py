"""Inputs made up to compare on, where a user gives none, and of as many rows as are wanted."""

import numpy as np

from deepkit.export._manifest import TensorSpec

_OPEN = 5  # the size of axes that are open beside that of the batch


def made_up(spec: TensorSpec, rows: int, generator: np.random.Generator) -> np.ndarray:
    """Return an input of so many rows: random numbers, whole ones 0 and 1.

    Args:
        spec: what it is.
        rows: how many, if their number is open.
        generator: where the numbers come from.

    Example:
        >>> import numpy as np
        >>> from deepkit.export import TensorSpec, made_up
        >>> made_up(TensorSpec("x", (None, 3), "float32"), 2, np.random.default_rng(0)).shape
        (2, 3)
    """
    shape = [rows if axis == 0 and size is None else size for axis, size in enumerate(spec.shape)]
    sizes = [_OPEN if size is None else size for size in shape]
    dtype = np.dtype(spec.dtype)
    if dtype.kind == "b":
        return generator.random(sizes) < 0.5
    if dtype.kind in "iu":
        return generator.integers(0, 2, sizes).astype(dtype)
    return generator.normal(size=sizes).astype(dtype)


def of_rows(array: np.ndarray, rows: int, spec: TensorSpec) -> np.ndarray:
    """Return so many rows of an input, again from the first one after the last.

    Args:
        array: of any number of rows, one at least.
        rows: how many, if their number is open.
        spec: what it is.

    Example:
        >>> import numpy as np
        >>> from deepkit.export import TensorSpec, of_rows
        >>> of_rows(np.array([[1], [2]]), 3, TensorSpec("x", (None, 1), "int64")).tolist()
        [[1], [2], [1]]
    """
    if spec.shape[:1] != (None,):
        return array
    return np.resize(array, (rows, *array.shape[1:]))
