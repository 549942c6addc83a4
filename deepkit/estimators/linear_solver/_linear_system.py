"""Solve the linear systems of least squares and of Newton's steps."""

from collections.abc import Callable

import numpy as np
from scipy import linalg

Map = Callable[[np.ndarray], np.ndarray]

_WELL_CONDITIONED = 1e-13
_SINGULAR = 1e-14


def inverse(matrix: np.ndarray) -> tuple[Map, float]:
    """Return the map from right sides to solutions, and how well conditioned the matrix is.

    Where several solutions are as good, it is the shortest, in units that give the matrix ones
    on its diagonal.

    Args:
        matrix: symmetric, without negative eigenvalues.

    Returns:
        The map, and an estimate of the smallest over the largest eigenvalue; 0 if it is singular.
    """
    scale = np.sqrt(np.diag(matrix))
    scale = np.where(scale > 0, scale, 1.0)
    scaled = matrix / np.outer(scale, scale)
    solve, condition = _cholesky(scaled)
    if solve is None:
        solve = _shortest(scaled)

    def solution(right: np.ndarray) -> np.ndarray:
        return solve(right / scale[:, np.newaxis]) / scale[:, np.newaxis]

    return solution, condition


def _cholesky(matrix: np.ndarray) -> tuple[Map | None, float]:
    try:
        factor = linalg.cho_factor(matrix, lower=True)
    except linalg.LinAlgError:
        return None, 0.0
    norm = float(np.abs(matrix).sum(axis=0).max(initial=0.0))
    (estimate,) = linalg.get_lapack_funcs(("pocon",), (matrix,))
    condition = float(estimate(factor[0], norm, uplo="L")[0])
    if condition < _WELL_CONDITIONED:
        return None, 0.0
    return lambda right: linalg.cho_solve(factor, right), condition


def _shortest(matrix: np.ndarray) -> Map:
    values, vectors = linalg.eigh(matrix)
    kept = values > len(values) * np.finfo(float).eps * values[-1]
    values, vectors = values[kept, np.newaxis], vectors[:, kept]
    return lambda right: vectors @ ((vectors.T @ right) / values)


def conjugate_gradient(
    product: Map,
    right: np.ndarray,
    diagonal: np.ndarray,
    *,
    tolerance: float,
    max_iterations: int,
) -> np.ndarray:
    """Return the solution of a large linear system, from products with its matrix.

    Args:
        product: of the matrix, symmetric and without negative eigenvalues, with an array.
        right: the right side.
        diagonal: of the matrix.
        tolerance: the residual over the right side at the end, in units that give the matrix ones
            on its diagonal.
        max_iterations: after which it returns what it has.

    Source:
        Hestenes and Stiefel, "Methods of conjugate gradients for solving linear systems", 1952,
        doi:10.6028/jres.049.044, section 3, with the diagonal as a preconditioner.
    """
    diagonal = np.where(diagonal > 0, diagonal, 1.0)
    solution, residual = np.zeros_like(right), right.copy()
    direction = residual / diagonal
    size = np.vdot(residual, direction)
    goal = tolerance**2 * size
    for _ in range(max_iterations):
        if size <= goal:
            break
        moved = product(direction)
        bend = np.vdot(direction, moved)
        if bend <= _SINGULAR * np.vdot(direction, diagonal * direction):  # rounding errors
            break
        step = size / bend
        solution += step * direction
        residual -= step * moved
        conditioned = residual / diagonal
        size, before = np.vdot(residual, conditioned), size
        direction = conditioned + size / before * direction
    return solution
