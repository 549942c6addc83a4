"""Normalizers that are declared by name: what they learn from data, and their formulas.

zscore    (x - mean) / std             std is the population's; 1 for a constant column
minmax    (x - min) / (max - min)      the range is 1 for a constant column
log1p     sign(x) * log(1 + |x|)       learns nothing
quantile  the share of the rows below x, plus half of the share at x, between 0 and 1
"""

from collections.abc import Callable

import numpy as np

NORMALIZERS = ("zscore", "minmax", "log1p", "quantile")
LEARNED = ("zscore", "minmax", "quantile")
REFERENCES = 256
"""How many steps the learned distribution function of `quantile` has."""

Statistics = tuple[tuple[float, ...], ...]
Normalize = Callable[[np.ndarray], np.ndarray]


def normalize_by(normalizer: str | None, statistics: Statistics | None) -> Normalize:
    """Return the function of numbers (n, d) that a name and what was learned for it stand for."""
    if normalizer is None:
        return lambda x: x
    if normalizer == "log1p":
        return lambda x: np.copysign(np.log1p(np.abs(x)), x)
    if normalizer == "quantile":
        return _Ranks(np.array(statistics, np.float64))
    shift, scale = np.array(statistics, np.float64)
    return lambda x: (x - shift) / scale


class _Ranks:
    """The mean of the lowest and the highest rank that a number has among the references.

    The two differ where many rows have the same number, as the zeros of sparse columns.
    """

    def __init__(self, references: np.ndarray) -> None:
        self.references = references
        self.levels = np.linspace(0.0, 1.0, references.shape[1])

    def __call__(self, x: np.ndarray) -> np.ndarray:
        columns = zip(x.T, self.references, strict=True)
        ranks = [self._rank(column, references) for column, references in columns]
        return np.stack(ranks, axis=1) if ranks else x

    def _rank(self, x: np.ndarray, references: np.ndarray) -> np.ndarray:
        high = np.interp(x, references, self.levels)
        low = -np.interp(-x, -references[::-1], -self.levels[::-1])
        return (high + low) / 2
