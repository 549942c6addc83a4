"""How sure a share is that was counted in few rows."""

import numpy as np
from scipy import special

from deepkit.errors import one_of

INTERVALS = ("wilson", "beta")


def share_interval(
    shares: np.ndarray, counts: np.ndarray, *, confidence: float, interval: str = "wilson"
) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower and upper ends of the interval of each share.

        wilson: (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)
        beta:   the quantiles of Beta(np + 1/2, n(1-p) + 1/2)

    Args:
        shares: p, in [0, 1].
        counts: n, how many rows were counted, > 0; for weighted ones `(sum w)² / sum w²`.
        confidence: the probability that the truth is in the interval, in (0, 1).
        interval: `"wilson"` or `"beta"` (Jeffreys).

    Raises:
        ValueError: if an option is none of these.
    """
    one_of(INTERVALS, interval=interval)
    if not 0 < confidence < 1:
        raise ValueError(f"`confidence` must be between 0 and 1, got {confidence!r}.")
    if interval == "beta":
        return _beta(shares, counts, (1 - confidence) / 2)
    z = special.ndtri((1 + confidence) / 2)
    square = z**2 / counts
    half = z * np.sqrt(shares * (1 - shares) / counts + square / (4 * counts))
    low = (shares + square / 2 - half) / (1 + square)
    high = (shares + square / 2 + half) / (1 + square)
    return np.clip(low, 0, shares), np.clip(high, shares, 1)


def _beta(shares: np.ndarray, counts: np.ndarray, tail: float) -> tuple[np.ndarray, np.ndarray]:
    hits, misses = counts * shares + 0.5, counts * (1 - shares) + 0.5
    low = np.where(shares > 0, special.betaincinv(hits, misses, tail), 0)
    high = np.where(shares < 1, special.betaincinv(hits, misses, 1 - tail), 1)
    return low, high
