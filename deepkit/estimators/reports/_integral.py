"""The integral of a model's gradient along straight ways, to an accuracy."""

import numpy as np

from deepkit.estimators.reports._path import Path, Slopes

# How often the steps are divided by three at most: 81 times as many in the end.
_DIVISIONS = 4

# What the arithmetic of the model leaves in doubt of its outputs.
_ROUNDING = 1e-6


def integrate(
    path: Path, steps: int, tolerance: float | None
) -> tuple[Slopes, np.ndarray, np.ndarray]:
    """Return what was gained at each entrance, and the numbers at both ends of the ways.

        gained_i = sum_k (end_i - start_i) df/dx_i (start + (k - 1/2)/m (end - start)) / m

    for k from 1 to m. Where that does not add up to what the output gains, as where a way crosses
    many kinks, the steps are divided by three: the middles of the old ones are middles again.

    Args:
        path: the ways.
        steps: m at first.
        tolerance: the error of the sum that is allowed, as a share of all that was gained and
            lost; None for any.
    """
    pending, number = np.arange(path.rows), steps
    ways = np.concatenate([[0.0, 1.0], _middles(steps)])
    sums, outputs = path.climb(pending, ways, np.append([0.0, 0.0], np.ones(steps)))
    base, output = outputs[:2]
    counts = np.full((path.rows, 1), steps)
    for _ in range(0 if tolerance is None else _DIVISIONS):
        gained = {key: total / counts for key, total in sums.items()}
        pending = pending[_errors(gained, base, output)[pending] > tolerance]
        if not len(pending):
            break
        number *= 3
        fresh = np.delete(_middles(number), np.s_[1::3])
        for key, more in path.climb(pending, fresh, np.ones(len(fresh)))[0].items():
            sums[key][pending] += more
        counts[pending] = number
    return {key: total / counts for key, total in sums.items()}, base, output


def _middles(steps: int) -> np.ndarray:
    return (np.arange(steps) + 0.5) / steps


def _errors(gained: Slopes, base: np.ndarray, output: np.ndarray) -> np.ndarray:
    """Return by how much sums are wrong, as a share of what they are sums of."""
    flat = np.concatenate(list(gained.values()), axis=1)
    size = np.abs(flat).sum(axis=1)
    wrong = np.abs(flat.sum(axis=1) - (output - base))
    wrong = np.maximum(wrong - _ROUNDING * (np.abs(base) + np.abs(output)), 0)
    return np.divide(wrong, size, out=np.zeros(len(size)), where=size > 0)
