"""Newton's method for the losses of generalized linear models."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from deepkit.estimators.linear_solver._coordinate_descent import sparse_step
from deepkit.estimators.linear_solver._family import Family, Multinomial
from deepkit.estimators.linear_solver._linear_system import conjugate_gradient, inverse
from deepkit.estimators.linear_solver._standardized import Found, Standardized

# The error of a Newton step is about the square of its length: after this one, none is left.
_TOLERANCE = 1e-8
_FLAT = 1e-15  # a slope that rounding errors make
_DAMPING = 1e-14  # of the second derivatives at first, where they vanish on the way
_HALVINGS = 40
_ENOUGH = 1e-4  # of what the slope promises must come true, as usual
_ROUNDING = 1e-13  # errors of a sum over the rows, at worst


@dataclass(frozen=True, eq=False)
class Problem:
    """Hold what is minimized: weighted losses of rows and half the penalized squares.

    Args:
        matrix: of the model.
        family: of the loss.
        labels: of the rows.
        weights: of the rows.
        penalties: of the squares of the coefficients.
        absolute: penalties of their absolute values.
        dense: whether to build the matrix of second derivatives; needed for `absolute`.

    Shapes:
        labels: (rows, units). weights: (rows,). penalties, absolute: (width,).
    """

    matrix: Standardized
    family: Family
    labels: np.ndarray
    weights: np.ndarray
    penalties: np.ndarray
    absolute: np.ndarray
    dense: bool

    @cached_property
    def start(self) -> np.ndarray:
        """The best bias of a model without columns."""
        return self.family.start(self.weights @ self.labels / self.weights.sum())

    def value(self, theta: np.ndarray, outputs: np.ndarray) -> float:
        """Return the objective."""
        penalty = self.penalties @ np.square(theta).sum(axis=1)
        penalty = penalty / 2 + self.absolute @ np.abs(theta).sum(axis=1)
        return float(self.weights @ self.family.losses(outputs, self.labels) + penalty)

    def gradient(self, theta: np.ndarray, outputs: np.ndarray) -> np.ndarray:
        """Return the derivatives by the coefficients, those of absolute values left out."""
        slopes = self.weights[:, np.newaxis] * self.family.slopes(outputs, self.labels)
        return self.matrix.adjoint(slopes) + self.penalties[:, np.newaxis] * theta

    def slope(self, theta: np.ndarray, gradient: np.ndarray, step: np.ndarray) -> float:
        """Return how much a step would gain if the objective were a straight line."""
        longer = np.abs(theta + step) - np.abs(theta)
        return float(np.sum(gradient * step) + self.absolute @ longer.sum(axis=1))

    def step(
        self, theta: np.ndarray, gradient: np.ndarray, outputs: np.ndarray, tolerance: float
    ) -> np.ndarray:
        """Return Newton's step, exactly or with an error of `tolerance`."""
        if self.absolute.any():
            each = np.repeat(self.absolute, theta.shape[1])
            step = sparse_step(self._hessian(outputs), gradient.ravel(), theta.ravel(), each)
            return step.reshape(theta.shape)
        if self.dense:
            solve, _ = inverse(self._hessian(outputs))
            return -solve(gradient.reshape(-1, 1)).reshape(gradient.shape)
        return self._iterated_step(gradient, outputs, tolerance)

    def _iterated_step(
        self, gradient: np.ndarray, outputs: np.ndarray, tolerance: float
    ) -> np.ndarray:
        bends = self.weights[:, np.newaxis] * self.family.bends(outputs)
        diagonal = np.stack([self.matrix.squares(bend) for bend in bends.T], axis=1)
        diagonal += self._floor
        common = self._common(diagonal)

        def product(theta: np.ndarray) -> np.ndarray:
            changes = self.family.bend(outputs, self.matrix.dot(theta))
            result = self.matrix.adjoint(self.weights[:, np.newaxis] * changes)
            result += self._floor * theta
            return result + (common * theta.sum(axis=1))[:, np.newaxis]

        diagonal += common[:, np.newaxis]
        options = {"tolerance": tolerance, "max_iterations": 1000}
        step = conjugate_gradient(product, -gradient, diagonal, **options)
        return step - step.mean(axis=1, keepdims=True) if common.any() else step

    def _hessian(self, outputs: np.ndarray) -> np.ndarray:
        width, units = self.matrix.width, outputs.shape[1]
        result = np.zeros((width, units, width, units))
        for unit in range(units):
            changes = np.zeros_like(outputs)
            changes[:, unit] = 1.0
            bends = self.weights[:, np.newaxis] * self.family.bend(outputs, changes)
            for other in range(unit + 1):
                block = self.matrix.gram(bends[:, other])
                result[:, unit, :, other] = result[:, other, :, unit] = block
        diagonal = np.einsum("iaia->ia", result)
        common = self._common(diagonal)
        each = np.arange(width)
        result[each, :, each, :] += common[:, np.newaxis, np.newaxis]
        diagonal += self._floor
        return result.reshape(width * units, -1)

    @cached_property
    def _floor(self) -> np.ndarray:
        """The least second derivatives: penalties, and what bounds steps if nothing else does."""
        bends = self.family.bends(self.start[np.newaxis])
        squares = self.matrix.squares(self.weights)[:, np.newaxis] * bends
        # Absolute values bound steps by themselves.
        damping = 0.0 if self.absolute.any() else _DAMPING
        return self.penalties[:, np.newaxis] + damping * squares

    def _common(self, diagonal: np.ndarray) -> np.ndarray:
        """Return what holds the units' sums where they are, if their loss does not."""
        if not isinstance(self.family, Multinomial) or self.absolute.any():
            return np.zeros(len(diagonal))
        return diagonal.mean(axis=1)


def newton(problem: Problem, *, max_iterations: int) -> Found:
    """Minimize by Newton's method, with steps that are halved until the objective falls.

    Args:
        problem: what is minimized.
        max_iterations: steps.
    """
    theta = np.zeros((problem.matrix.width, problem.labels.shape[1]))
    total = problem.weights.sum()
    theta[problem.matrix.bias] = problem.start
    outputs = problem.matrix.dot(theta)
    first, change = None, 0.0
    for iteration in range(max_iterations):
        gradient = problem.gradient(theta, outputs)
        length = np.abs(gradient).max(initial=0.0)
        if length <= _FLAT * total and not problem.absolute.any():
            return Found(theta, iteration, True, change)
        first = first or length
        step = problem.step(theta, gradient, outputs, min(0.1, np.sqrt(length / first)))
        changes = problem.matrix.dot(step)
        change = float(np.abs(changes).max(initial=0.0))
        size = _line_search(
            problem, theta, outputs, step, changes, problem.slope(theta, gradient, step)
        )
        theta = theta + size * step
        outputs = problem.matrix.dot(theta)
        tolerance = _TOLERANCE * max(1.0, np.abs(outputs).max(initial=0.0))
        if size in (0.0, 1.0) and change <= tolerance:
            return Found(theta, iteration + 1, True, change)
        if size == 0.0:
            return Found(theta, iteration + 1, False, change)
    return Found(theta, max_iterations, False, change)


def _line_search(
    problem: Problem,
    theta: np.ndarray,
    outputs: np.ndarray,
    step: np.ndarray,
    changes: np.ndarray,
    slope: float,
) -> float:
    """Return the largest of 1, 1/2, 1/4... of the step that makes the objective fall enough."""
    value = problem.value(theta, outputs)
    rounding = _ROUNDING * max(abs(value), problem.weights.sum())
    size = 1.0
    for _ in range(_HALVINGS):
        after = problem.value(theta + size * step, outputs + size * changes)
        if after <= value + _ENOUGH * size * slope + rounding:
            return size
        size /= 2
    return 0.0
