"""Classes as rows of zeros with a one."""

import numpy as np

from deepkit.errors import DataError, whole
from deepkit.typing import Tensor


def to_categorical(x: Tensor, num_classes: int | None = None) -> np.ndarray:
    """Turn class numbers into rows with a one at the class and zeros elsewhere.

    Inside a compiled function, use `ops.one_hot`.

    Args:
        x: class numbers, from 0 to `num_classes - 1`.
        num_classes: how many classes there are; one more than the largest number if None.

    Shapes:
        `(...)` or `(..., 1)` gives `(..., num_classes)`, in float32.

    Raises:
        DataError: if a number is not whole, or no class has it.
        ValueError: if `num_classes` is no whole number above zero.

    Example:
        >>> from deepkit import utils
        >>> utils.to_categorical([0, 2]).tolist()
        [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    given = np.asarray(x)
    if given.size and (given.dtype.kind not in "biuf" or not np.array_equal(given, given // 1)):
        raise DataError(
            f"`x` must hold whole class numbers, got {given.dtype} {given.ravel()[:5]}."
        )
    classes = given.astype(np.int64)
    if classes.ndim > 1 and classes.shape[-1] == 1:
        classes = classes[..., 0]
    highest = int(classes.max(initial=-1))
    count = highest + 1 if num_classes is None else whole(num_classes=num_classes)
    if classes.min(initial=0) < 0 or highest >= count:
        raise DataError(
            f"`x` must hold classes from 0 to {count - 1}, got {classes.min()} to {highest}."
        )
    return np.eye(count, dtype="float32")[classes]
