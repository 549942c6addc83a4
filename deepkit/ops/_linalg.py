"""Linear algebra: factors, inverses, determinants, systems of equations."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from deepkit.backend import op
from deepkit.ops._promotion import floating, tensor, together_floating
from deepkit.typing import Tensor


@op
def norm(x: Tensor, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Tensor:
    """Return the norm of vectors or matrices.

    Args:
        x: numbers.
        ord: which norm: None (Euclidean), a number, `"fro"` or `"nuc"`.
        axis: the axis of the vectors, or the two of the matrices; all if None.
        keepdims: whether those axes stay, with size 1.

    Example:
        >>> from deepkit import ops
        >>> float(ops.norm([3.0, 4.0]))
        5.0
    """
    axis = tuple(axis) if isinstance(axis, list) else axis
    return jnp.linalg.norm(floating(x), ord, axis, keepdims)


@op
def det(x: Tensor) -> Tensor:
    """Return the determinants.

    Args:
        x: square matrices, in the last two axes.

    Example:
        >>> from deepkit import ops
        >>> float(ops.det([[1.0, 2.0], [3.0, 4.0]]))
        -2.0
    """
    return jnp.linalg.det(floating(x))


@op
def slogdet(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return the signs and the logarithms of the sizes of the determinants.

    Args:
        x: square matrices, in the last two axes.
    """
    sign, size = jnp.linalg.slogdet(floating(x))
    return sign, size


@op
def logdet(x: Tensor) -> Tensor:
    """Return the logarithms of the determinants of positive definite matrices.

    Args:
        x: symmetric (Hermitian) positive definite matrices, in the last two axes.
    """
    factor = jnp.linalg.cholesky(floating(x))
    diagonal = jnp.real(jnp.diagonal(factor, axis1=-2, axis2=-1))
    return 2 * jnp.sum(jnp.log(diagonal), axis=-1)


@op
def inv(x: Tensor) -> Tensor:
    """Return the inverse matrices.

    Args:
        x: square matrices of full rank, in the last two axes.

    Example:
        >>> from deepkit import ops
        >>> ops.inv([[2.0, 0.0], [0.0, 4.0]]).tolist()
        [[0.5, 0.0], [0.0, 0.25]]
    """
    return jnp.linalg.inv(floating(x))


@op
def pinv(x: Tensor, rcond: float | None = None) -> Tensor:
    """Return the Moore-Penrose inverses.

    Args:
        x: matrices, in the last two axes.
        rcond: singular values below this part of the largest count as zero.
    """
    return jnp.linalg.pinv(floating(x), rcond)


@op
def solve(a: Tensor, b: Tensor) -> Tensor:
    """Return `x` such that `a @ x = b`.

    Args:
        a: square matrices of full rank, in the last two axes.
        b: a vector, or matrices with a right side in each column.

    Example:
        >>> from deepkit import ops
        >>> ops.solve([[2.0, 0.0], [0.0, 4.0]], [2.0, 8.0]).tolist()
        [1.0, 2.0]
    """
    return jnp.linalg.solve(*together_floating(a, b))


@op
def solve_triangular(a: Tensor, b: Tensor, lower: bool = False) -> Tensor:
    """Return `x` such that `a @ x = b`, for triangular `a`.

    Args:
        a: triangular matrices, in the last two axes.
        b: a vector, or matrices with a right side in each column.
        lower: whether the numbers above the diagonal are the zeros.
    """
    a, b = together_floating(a, b)
    if b.ndim == a.ndim - 1:
        return jax.scipy.linalg.solve_triangular(a, b[..., None], lower=lower)[..., 0]
    return jax.scipy.linalg.solve_triangular(a, b, lower=lower)


@op
def lstsq(a: Tensor, b: Tensor, rcond: float | None = None) -> Tensor:
    """Return `x` that makes the squares of `a @ x - b` least.

    Args:
        a: a matrix.
        b: a vector, or a matrix with a right side in each column.
        rcond: singular values below this part of the largest count as zero.
    """
    return jnp.linalg.lstsq(*together_floating(a, b), rcond=rcond)[0]


@op
def matrix_rank(x: Tensor, tol: float | None = None) -> Tensor:
    """Return the numbers of independent rows.

    Args:
        x: matrices, in the last two axes.
        tol: singular values below it count as zero; found from the dtype if None.

    Example:
        >>> from deepkit import ops
        >>> int(ops.matrix_rank([[1.0, 1.0], [1.0, 1.0]]))
        1
    """
    x = floating(x)
    if tol is None:
        return jnp.linalg.matrix_rank(x)
    values = jnp.linalg.svd(x, compute_uv=False)
    return jnp.sum(values > tol, axis=-1, dtype="int32")


@op
def cholesky(x: Tensor, upper: bool = False) -> Tensor:
    """Return the triangular `l` with `l @ l.T = x`; NaN if there is none.

    Args:
        x: symmetric (Hermitian) positive definite matrices, in the last two axes.
        upper: whether `u` with `u.T @ u = x` is returned instead.

    Example:
        >>> from deepkit import ops
        >>> ops.cholesky([[4.0, 2.0], [2.0, 5.0]]).tolist()
        [[2.0, 0.0], [1.0, 2.0]]
    """
    return jnp.linalg.cholesky(floating(x), upper=upper)


@op
def cholesky_inverse(x: Tensor, upper: bool = False) -> Tensor:
    """Return the inverse of the matrix whose Cholesky factor is given.

    Args:
        x: triangular matrices, in the last two axes.
        upper: whether they are upper ones.
    """
    x = floating(x)
    identity = jnp.broadcast_to(jnp.eye(x.shape[-1], dtype=x.dtype), x.shape)
    inverse = jax.scipy.linalg.solve_triangular(x, identity, lower=not upper)
    turned = jnp.swapaxes(inverse, -1, -2)
    return inverse @ turned if upper else turned @ inverse


@op
def qr(x: Tensor, mode: str = "reduced") -> tuple[Tensor, Tensor]:
    """Return an orthogonal and an upper triangular matrix whose product is `x`.

    Args:
        x: matrices, in the last two axes.
        mode: `"reduced"`, or `"complete"` for a square orthogonal matrix.
    """
    q, r = jnp.linalg.qr(floating(x), mode)
    return q, r


@op
def svd(x: Tensor, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """Return `u, s, v` such that `u * s @ v = x`: the singular value decomposition.

    Args:
        x: matrices, in the last two axes.
        full_matrices: whether `u` and `v` are square.
        compute_uv: whether they are returned; `s` alone otherwise.

    Example:
        >>> from deepkit import ops
        >>> ops.svd([[3.0, 0.0], [0.0, 2.0]], compute_uv=False).tolist()
        [3.0, 2.0]
    """
    result = jnp.linalg.svd(floating(x), full_matrices, compute_uv)
    return tuple(result) if compute_uv else result


@op
def eig(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return the eigenvalues and the eigenvectors (in columns), complex; on CPU only.

    Args:
        x: square matrices, in the last two axes.
    """
    values, vectors = jnp.linalg.eig(floating(x))
    return values, vectors


@op
def eigh(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return the eigenvalues in rising order and the eigenvectors (in columns).

    Args:
        x: symmetric (Hermitian) matrices, in the last two axes.

    Example:
        >>> from deepkit import ops
        >>> ops.eigh([[2.0, 0.0], [0.0, 3.0]])[0].tolist()
        [2.0, 3.0]
    """
    values, vectors = jnp.linalg.eigh(floating(x))
    return values, vectors


@op
def lu_factor(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return both triangular factors in one matrix, and the rows exchanged.

    Args:
        x: square matrices, in the last two axes.
    """
    factors, rows = jax.scipy.linalg.lu_factor(floating(x))
    return factors, rows


def jvp(
    fun: Callable[..., Any], primals: Any, tangents: Any, has_aux: bool = False
) -> tuple[Any, ...]:
    """Return a function's value and its derivative in a direction.

    Args:
        fun: a function of arrays.
        primals: the arguments.
        tangents: the direction: an array for each argument.
        has_aux: whether the function returns an extra value, returned as a third.
    """
    primals, tangents = jax.tree.map(tensor, (tuple(primals), tuple(tangents)))
    return jax.jvp(fun, primals, tangents, has_aux=has_aux)
