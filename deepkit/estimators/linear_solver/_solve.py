"""Find the coefficients of a linear model from all rows at once."""

import warnings
from dataclasses import dataclass, replace

import numpy as np

from deepkit.errors import DataError, not_negative, one_of, whole
from deepkit.estimators.linear_solver._cost import WIDEST, builds_matrix
from deepkit.estimators.linear_solver._design import Design
from deepkit.estimators.linear_solver._family import (
    Family,
    Logistic,
    Multinomial,
    Poisson,
    Squared,
)
from deepkit.estimators.linear_solver._least_squares import least_squares
from deepkit.estimators.linear_solver._newton import Problem, newton
from deepkit.estimators.linear_solver._standardized import Found, Standardized

KINDS = ("squared", "logistic", "multinomial", "poisson")
DEFAULT_L2 = 1.0

_FAMILIES: dict[str, Family] = {
    "logistic": Logistic(),
    "multinomial": Multinomial(),
    "poisson": Poisson(),
    "squared": Squared(),
}


@dataclass(frozen=True, eq=False)
class Solution:
    """Hold the coefficients of a linear model, and how they were found.

    Args:
        coefficients: of each feature column, by name.
        bias: of the outputs.
        iterations: it took.
        converged: whether there is nothing left to gain.

    Shapes:
        coefficients: (width of the column, units). bias: (units,).

    Example:
        >>> import numpy as np
        >>> from deepkit.estimators.linear_solver import Block, make_design, solve
        >>> design = make_design([Block("x", np.array([0.0, 1.0, 2.0]))])
        >>> solution = solve("squared", design, np.array([1.0, 3.0, 5.0]), l2=0)
        >>> solution.coefficients["x"].round(6), solution.bias.round(6)
        (array([[2.]]), array([1.]))
    """

    coefficients: dict[str, np.ndarray]
    bias: np.ndarray
    iterations: int
    converged: bool


def solve(
    kind: str,
    design: Design,
    labels: np.ndarray,
    sample_weight: np.ndarray | None = None,
    *,
    l2: float = DEFAULT_L2,
    l1: float = 0.0,
    scaled: bool = True,
    max_iterations: int = 100,
) -> Solution:
    """Minimize `sum(weight * loss(output, label))` and penalties of the coefficients.

    The penalties are `l2 / 2 * sum(square(coefficients)) + l1 * sum(abs(coefficients))`.
    The output is the sum of the columns times their coefficients, and a bias without penalty.
    Weight k says the same as k copies of a row, weight 0 the same as no row.

    Args:
        kind: `"squared"`, half the squared difference; `"logistic"`, crossentropy of
            `sigmoid(output)`, for each unit alone; `"multinomial"`, crossentropy of
            `softmax(outputs)`; or `"poisson"`, `exp(output) - label * output`.
        design: the matrix of the model.
        labels: numbers; probabilities for the crossentropies, which sum to 1 over the units of
            `"multinomial"`; not negative for `"poisson"`.
        sample_weight: of the rows, >= 0.
        l2: >= 0. With 0, the shortest of the best coefficients are found for `"squared"`; the
            other kinds may have none that are best.
        l1: >= 0; above 0, it makes coefficients zero that gain little.
        scaled: whether coefficients of numbers are multiplied by the deviation of their column
            before they are penalized, so that units of measurement do not matter.
        max_iterations: Newton steps.

    Shapes:
        labels: (rows,) or (rows, units). sample_weight: (rows,) or (rows, 1).

    Raises:
        DataError: if labels or weights cannot be used, or no row weighs anything.
        ValueError: if there is no such kind, a penalty is negative, or there are too many
            coefficients for `l1`.

    Example:
        >>> import numpy as np
        >>> from deepkit.estimators.linear_solver import Block, make_design, solve
        >>> design = make_design([Block("x", np.array([-1.0, 1.0, -1.0, 1.0]))])
        >>> solution = solve("logistic", design, np.array([0.0, 1.0, 0.0, 0.0]))
        >>> solution.converged
        True
    """
    one_of(KINDS, kind=kind)
    not_negative(l2=l2)
    not_negative(l1=l1)
    whole(max_iterations=max_iterations)
    labels, weights = _labels(kind, labels, design.rows), _weights(sample_weight, design.rows)
    rows = np.flatnonzero(weights)
    if not rows.size:
        raise DataError("A linear model needs at least one row with a weight above 0, got none.")
    if rows.size < design.rows:
        design, labels, weights = design.take(rows), labels[rows], weights[rows]
    matrix = Standardized(design, weights)
    units = labels.shape[1] if kind == "multinomial" else 1
    dense = builds_matrix(design.rows, matrix.width, design.entries, units=units)
    if l1:
        dense = _check_width(matrix.width * units)
    squares, absolute = (matrix.penalties(*p, scaled=scaled) for p in ((l2, 2), (l1, 1)))
    problem = Problem(matrix, _FAMILIES[kind], labels, weights, squares, absolute, dense)
    found = _find(kind, problem, max_iterations)
    if not found.converged:
        _warn(found)
    coefficients, bias = matrix.unscaled(found.theta)
    named = {name: coefficients[place] for name, place in design.places.items()}
    return Solution(named, bias, found.iterations, found.converged)


def _labels(kind: str, labels: np.ndarray, rows: int) -> np.ndarray:
    labels = np.asarray(labels, dtype=np.float64)
    if labels.ndim == 1:
        labels = labels[:, np.newaxis]
    if labels.ndim != 2 or len(labels) != rows:
        raise DataError(
            f"`labels` must have the shape ({rows},) or ({rows}, units), got {labels.shape}."
        )
    _check_range(kind, labels)
    return labels / labels.sum(axis=1, keepdims=True) if kind == "multinomial" else labels


def _check_range(kind: str, labels: np.ndarray) -> None:
    if not np.isfinite(labels).all():
        raise DataError("`labels` must be finite numbers, got NaN or infinity.")
    low, high = labels.min(initial=0.0), labels.max(initial=0.0)
    if kind != "squared" and low < 0:
        raise DataError(f"`labels` must be >= 0 for kind {kind!r}, got {low}.")
    if kind in ("logistic", "multinomial") and high > 1:
        raise DataError(f"`labels` must be at most 1 for kind {kind!r}, got {high}.")
    if kind == "multinomial" and not np.allclose(labels.sum(axis=1), 1, atol=1e-5):
        raise DataError(
            "`labels` of kind 'multinomial' must sum to 1 in each row. "
            "Make whole numbers of classes one-hot first."
        )


def _weights(sample_weight: np.ndarray | None, rows: int) -> np.ndarray:
    if sample_weight is None:
        return np.ones(rows)
    weights = np.asarray(sample_weight, dtype=np.float64)
    if weights.shape not in ((rows,), (rows, 1)):
        raise DataError(
            f"`sample_weight` must have the shape ({rows},) or ({rows}, 1), got {weights.shape}."
        )
    if not np.isfinite(weights).all() or weights.min(initial=0.0) < 0:
        raise DataError("`sample_weight` must have finite numbers >= 0.")
    return weights.reshape(-1)


def _check_width(width: int) -> bool:
    if width > WIDEST:
        raise ValueError(
            f"`l1` must be 0 for more than {WIDEST} coefficients, there are {width}. "
            "Use an optimizer that takes steps, such as `Ftrl`."
        )
    return True


def _find(kind: str, problem: Problem, max_iterations: int) -> Found:
    if kind == "squared" and not problem.absolute.any():
        return least_squares(problem, max_iterations=max_iterations)
    if kind == "multinomial":
        return newton(problem, max_iterations=max_iterations)
    units = np.split(problem.labels, problem.labels.shape[1], axis=1)
    problems = [replace(problem, labels=unit) for unit in units]
    return _joined([newton(each, max_iterations=max_iterations) for each in problems])


def _joined(found: list[Found]) -> Found:
    return Found(
        np.concatenate([each.theta for each in found], axis=1),
        max(each.iterations for each in found),
        all(each.converged for each in found),
        max(each.last_change for each in found),
    )


def _warn(found: Found) -> None:
    warnings.warn(
        f"The solver of the linear model did not converge in {found.iterations} iterations: the "
        f"last one changed an output by {found.last_change:.2g}. The best coefficients may be "
        "infinite, if a column separates the labels, or two columns may say the same: give a "
        "larger `l2`, or leave columns out.",
        stacklevel=3,
    )
