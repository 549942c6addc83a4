"""Minimize a quadratic function with a penalty on absolute values."""

import numpy as np

from deepkit.estimators.linear_solver._linear_system import inverse

_TOLERANCE = 1e-8  # of a sweep, in units of the first
_SWEEPS, _ROUNDS = 500, 50


def sparse_step(
    hessian: np.ndarray, gradient: np.ndarray, start: np.ndarray, l1: np.ndarray
) -> np.ndarray:
    """Return the step that minimizes `g s + s H s / 2 + sum(l1 * abs(start + s))`.

    One coefficient after the other is put where it is best; once it is clear which are zero, the
    others are found exactly.

    Args:
        hessian: H, symmetric, without negative eigenvalues.
        gradient: g.
        start: from which the step goes.
        l1: penalties, >= 0.

    Shapes:
        hessian: (n, n). gradient, start, l1: (n,).

    Source:
        Friedman, Hastie and Tibshirani, "Regularization paths for generalized linear models via
        coordinate descent", 2010, doi:10.18637/jss.v033.i01, section 2.
    """
    goal, every = start.copy(), np.flatnonzero(np.diag(hessian) > 0)
    first = 0.0
    for _ in range(_ROUNDS):
        slopes = gradient + hessian @ (goal - start)
        moved = _sweep(hessian, slopes, goal, l1, every)
        first = max(first, moved)
        if moved <= _TOLERANCE * first:
            break
        inside = every[(goal[every] != 0) | (l1[every] == 0)]
        for _ in range(_SWEEPS):
            if _sweep(hessian, slopes, goal, l1, inside) <= _TOLERANCE * first:
                break
        goal = _polished(hessian, slopes, goal, l1, inside)
    return goal - start


def _sweep(
    hessian: np.ndarray, slopes: np.ndarray, goal: np.ndarray, l1: np.ndarray, those: np.ndarray
) -> float:
    """Put coefficients where they are best, in turn; return how far that went at most."""
    largest = 0.0
    for i in those:
        bend = hessian[i, i]
        best = goal[i] - slopes[i] / bend
        best = np.sign(best) * max(abs(best) - l1[i] / bend, 0.0)
        move = best - goal[i]
        if move:
            goal[i] = best
            slopes += move * hessian[i]
            largest = max(largest, abs(move) * np.sqrt(bend))
    return float(largest)


def _polished(
    hessian: np.ndarray, slopes: np.ndarray, goal: np.ndarray, l1: np.ndarray, those: np.ndarray
) -> np.ndarray:
    """Solve for those coefficients that are not zero, if none of them changes its sign by that."""
    those = those[(goal[those] != 0) | (l1[those] == 0)]
    solve, _ = inverse(hessian[np.ix_(those, those)])
    right = slopes[those] + l1[those] * np.sign(goal[those])
    exact = goal.copy()
    exact[those] -= solve(right[:, np.newaxis])[:, 0]
    kept = (np.sign(exact) == np.sign(goal)) | (l1 == 0)
    return exact if kept.all() else goal
