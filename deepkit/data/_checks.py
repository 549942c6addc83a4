"""Refuse data that cannot be trained on, and say which part of it."""

import numpy as np

from deepkit.data._structure import named_leaves
from deepkit.errors import DataError
from deepkit.typing import Tensor

_PARTS = ("x", "y", "sample_weight")


def count_rows(x: Tensor, y: Tensor = None, sample_weight: Tensor = None) -> int:
    """Count the rows that all arrays share.

    Raises:
        DataError: if there are none, or the arrays differ.
    """
    sizes = [
        [len(leaf) for leaf, _ in named_leaves(tree, part)]
        for part, tree in zip(_PARTS, (x, y, sample_weight), strict=True)
    ]
    if not sizes[0]:
        raise DataError("`x` holds no array.")
    if len({size for part in sizes for size in part}) > 1:
        listed = "; ".join(
            f"{name}: {', '.join(map(str, part))}"
            for name, part in zip(_PARTS, sizes, strict=True)
            if part
        )
        raise DataError(f"All arrays must have the same number of rows, got {listed}.")
    if not sizes[0][0]:
        raise DataError("`x` is empty: it has 0 rows.")
    return sizes[0][0]


def check_targets(y: Tensor, *, name: str = "y") -> None:
    """Refuse targets that are not finite, which would turn every weight into NaN.

    Args:
        y: numpy arrays, or lists, tuples and dicts of them; None passes.
        name: what the user calls them.

    Raises:
        DataError: if a row holds NaN or an infinite value; it says how many do.

    Example:
        >>> import numpy as np
        >>> from deepkit.data import check_targets
        >>> check_targets(np.array([1.0, np.nan, 3.0]))
        Traceback (most recent call last):
        deepkit.errors.DataError: `y` holds NaN or infinite values in 1 of 3 rows, ...
    """
    for leaf, leaf_name in named_leaves(y, name):
        # The sum of finite numbers can overflow, but that of others is never finite: a cheap sieve.
        with np.errstate(over="ignore", invalid="ignore"):
            if leaf.dtype.kind in "iub" or np.isfinite(leaf.sum()):
                continue
        bad = ~np.isfinite(leaf.reshape(len(leaf), -1)).all(axis=1)
        if bad.any():
            raise DataError(
                f"`{leaf_name}` holds NaN or infinite values in {bad.sum()} of {len(leaf)} rows, "
                f"the first in row {bad.argmax()}. Drop those rows or fill them in."
            )
