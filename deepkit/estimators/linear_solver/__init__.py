"""Linear models solved from all rows at once, on the host, in float64."""

from deepkit.estimators.linear_solver._cost import fits
from deepkit.estimators.linear_solver._design import Block, Design, make_design
from deepkit.estimators.linear_solver._solve import Solution, solve

__all__ = ["Block", "Design", "Solution", "fits", "make_design", "solve"]
