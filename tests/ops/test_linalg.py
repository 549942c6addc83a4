"""Linear algebra: small systems by hand, factors that multiply back."""

import numpy as np
import pytest

from deepkit import ops
from deepkit.backend import Variable

A = np.array([[4.0, 2.0], [2.0, 3.0]], "float32")
B = np.array([8.0, 8.0], "float32")
STACK = np.stack([A, 2 * A])


def close(ours, expected):
    np.testing.assert_allclose(ours, expected, rtol=1e-5, atol=1e-5)


def test_a_symmetric_matrix_by_hand():
    close(ops.det(A), 8)
    close(ops.logdet(STACK), np.log([8, 32]))
    close(ops.inv(A), [[0.375, -0.25], [-0.25, 0.5]])
    close(ops.solve(A, B), [1, 2])


def test_the_sign_of_a_determinant_is_apart_from_its_size():
    sign, size = ops.slogdet([[0, 2], [3, 0]])
    assert float(sign) == -1
    close(size, np.log(6))


def test_whole_numbers_become_floats():
    close(ops.solve([[2, 0], [0, 4]], [2, 2]), [1, 0.5])
    assert ops.inv([[2, 0], [0, 4]]).dtype == "float32"


@pytest.mark.parametrize(("order", "expected"), [(None, 5.0), (1, 7.0), (np.inf, 4.0), (0, 2.0)])
def test_norms_of_a_vector(order, expected):
    assert float(ops.norm([3, -4], order)) == expected


def test_norms_of_matrices_along_axes():
    close(ops.norm(STACK, "fro", axis=[1, 2]), np.sqrt([33, 132]))
    assert ops.norm(STACK, axis=-1, keepdims=True).shape == (2, 2, 1)


@pytest.mark.parametrize("upper", [False, True])
def test_cholesky_factors_multiply_back_and_give_the_inverse(upper):
    factor = np.asarray(ops.cholesky(A, upper=upper))
    assert factor[1, 0] == 0 if upper else factor[0, 1] == 0
    close(factor.T @ factor if upper else factor @ factor.T, A)
    close(ops.cholesky_inverse(factor, upper=upper), ops.inv(A))


def test_a_matrix_that_is_not_positive_has_no_factor():
    assert np.isnan(ops.cholesky([[1.0, 2.0], [2.0, 1.0]])).any()


def test_factors_multiply_back():
    q, r = ops.qr(A)
    close(ops.matmul(q, r), A)
    u, s, v = ops.svd(STACK, full_matrices=False)
    close(ops.matmul(u * s[:, None, :], v), STACK)
    close(ops.svd(A, compute_uv=False), s[0])


def test_eigenvectors_are_only_stretched():
    values, vectors = ops.eigh(A)
    close(ops.matmul(A, vectors), vectors * values)
    turned, _ = ops.eig([[0.0, -1.0], [1.0, 0.0]])
    close(np.sort_complex(turned), [-1j, 1j])


def test_triangular_systems_take_vectors_and_columns():
    lower = np.array([[2.0, 0.0], [1.0, 4.0]], "float32")
    close(ops.solve_triangular(lower, [2.0, 9.0], lower=True), [1, 2])
    close(ops.solve_triangular(lower.T, [[4.0], [8.0]]), [[1], [2]])
    close(ops.solve_triangular(np.stack([lower] * 2), [[2, 9], [4, 18]], lower=True)[1], [2, 4])


def test_more_rows_than_unknowns_are_met_by_least_squares():
    close(ops.lstsq([[1, 0], [1, 1], [1, 2]], [1.0, 3.0, 5.0]), [1, 2])
    close(ops.lstsq([[1.0], [1.0]], [[0.0], [2.0]]), [[1]])


def test_the_inverse_of_no_square_undoes_what_can_be_undone():
    tall = np.array([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]], "float32")
    close(ops.pinv(tall), [[1, 0, 0], [0, 0.5, 0]])
    close(ops.pinv([[1.0, 0.0], [0.0, 0.01]], rcond=0.1), [[1, 0], [0, 0]])


def test_dependent_rows_do_not_count():
    assert int(ops.matrix_rank([[1, 2], [2, 4]])) == 1
    assert ops.matrix_rank([[[1.0, 0.0], [0.0, 0.01]]], tol=0.1).tolist() == [1]


def test_both_triangles_come_in_one_matrix():
    factors, rows = ops.lu_factor([[1.0, 2.0], [2.0, 6.0]])
    assert (factors.tolist(), rows.tolist()) == ([[2.0, 6.0], [0.5, -1.0]], [1, 1])


def test_a_function_is_followed_in_a_direction():
    value, slope = ops.jvp(lambda x, y: x * y, (Variable(3.0), 2.0), (1.0, 10.0))
    assert (float(value), float(slope)) == (6.0, 32.0)
    *_, extra = ops.jvp(lambda x: (x, x + 1), [1.0], [1.0], has_aux=True)
    assert float(extra) == 2.0
