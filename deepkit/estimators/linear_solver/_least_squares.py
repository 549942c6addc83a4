"""Least squares with a penalty on the squares of the coefficients."""

from collections.abc import Callable

import numpy as np
from scipy import linalg

from deepkit.estimators.linear_solver._linear_system import conjugate_gradient, inverse
from deepkit.estimators.linear_solver._newton import Problem
from deepkit.estimators.linear_solver._standardized import Found, Standardized

_PRECISE = 1e-9  # the normal equations square the condition: below, the matrix itself is used
_SMALL = 1 << 24  # entries of a matrix that may be decomposed
_ROUNDING = 1e-15  # of labels that are large and differ little
_TOLERANCE = 1e-10  # of a correction, which takes nearly all of the error away


def least_squares(problem: Problem, *, max_iterations: int) -> Found:
    """Minimize half the weighted sum of squares and of the penalized squares of coefficients.

    Args:
        problem: what is minimized.
        max_iterations: corrections.
    """
    matrix, weights, labels = problem.matrix, problem.weights, problem.labels
    mean = weights @ labels / weights.sum()
    rounding = np.abs(labels).max(initial=0.0) * _ROUNDING
    labels = labels - mean  # a large offset of the labels would cost digits
    solve = _direct if problem.dense else _iterative
    correct = solve(matrix, weights, problem.penalties, max_iterations)
    theta = np.zeros((matrix.width, labels.shape[1]))
    residual, change = labels, np.inf
    iteration, converged = 0, False
    while iteration < max_iterations and not converged:
        step = correct(residual, theta)
        iteration, theta = iteration + 1, theta + step
        residual = labels - matrix.dot(theta)
        change = float(np.abs(matrix.dot(step)).max(initial=0.0))
        size = np.abs(labels - residual).max(initial=0.0)
        converged = change <= max(_TOLERANCE * size, rounding)
    theta[matrix.bias] += mean
    return Found(theta, iteration, bool(converged), change)


_Correction = Callable[[np.ndarray, np.ndarray], np.ndarray]


def _direct(
    matrix: Standardized, weights: np.ndarray, penalties: np.ndarray, _: int
) -> _Correction:
    solve, condition = inverse(matrix.gram(weights) + np.diag(penalties))
    if condition < _PRECISE and matrix.rows * matrix.width <= _SMALL:
        return _decomposed(matrix, weights, penalties)
    return lambda residual, theta: solve(_downhill(matrix, weights, penalties, residual, theta))


def _decomposed(matrix: Standardized, weights: np.ndarray, penalties: np.ndarray) -> _Correction:
    """Solve by the singular values of the matrix, with a row for each penalty below it."""
    roots = np.sqrt(weights)[:, np.newaxis]
    rows = np.concatenate([matrix.matrix() * roots, np.diag(np.sqrt(penalties))])
    lengths = np.linalg.norm(rows, axis=0)
    lengths[lengths == 0] = 1.0
    left, values, right = linalg.svd(rows / lengths, full_matrices=False)
    kept = values > max(rows.shape) * np.finfo(float).eps * values.max(initial=0.0)
    left, values, right = left[:, kept], values[kept, np.newaxis], right[kept]
    below = np.sqrt(penalties)[:, np.newaxis]

    def correct(residual: np.ndarray, theta: np.ndarray) -> np.ndarray:
        sides = np.concatenate([residual * roots, -below * theta])
        return (right.T @ ((left.T @ sides) / values)) / lengths[:, np.newaxis]

    return correct


def _iterative(
    matrix: Standardized, weights: np.ndarray, penalties: np.ndarray, max_iterations: int
) -> _Correction:
    diagonal = matrix.squares(weights) + penalties

    def product(theta: np.ndarray) -> np.ndarray:
        return matrix.adjoint(weights * matrix.dot(theta)) + penalties * theta

    def correct(residual: np.ndarray, theta: np.ndarray) -> np.ndarray:
        right = _downhill(matrix, weights, penalties, residual, theta)
        options = {"tolerance": 1e-12, "max_iterations": 20 * max_iterations}
        units = [conjugate_gradient(product, r, diagonal, **options) for r in right.T]
        return np.stack(units, axis=1)

    return correct


def _downhill(
    matrix: Standardized,
    weights: np.ndarray,
    penalties: np.ndarray,
    residual: np.ndarray,
    theta: np.ndarray,
) -> np.ndarray:
    return matrix.adjoint(weights[:, np.newaxis] * residual) - penalties[:, np.newaxis] * theta
