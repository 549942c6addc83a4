"""Linear algebra, under the path that Keras also has for it."""

# Hundreds of names: one a line, they would make the longest file of all.
# isort: off
# fmt: off
from deepkit.ops._linalg import (
    cholesky, cholesky_inverse, det, eig, eigh, inv, jvp, lstsq, lu_factor, matrix_rank, norm, pinv,
    qr, solve, solve_triangular, svd,
)

__all__ = [
    "cholesky", "cholesky_inverse", "det", "eig", "eigh", "inv", "jvp", "lstsq", "lu_factor",
    "matrix_rank", "norm", "pinv", "qr", "solve", "solve_triangular", "svd",
]
