"""Linear systems are solved exactly, and by the shortest solution where there are many."""

import numpy as np
import pytest

from deepkit.estimators.linear_solver._linear_system import conjugate_gradient, inverse


@pytest.fixture
def matrix(random):
    """Return a symmetric matrix with positive eigenvalues."""
    factor = random.normal(size=(6, 6))
    return factor @ factor.T + np.eye(6)


def test_a_regular_matrix_is_inverted(matrix, random):
    right = random.normal(size=(6, 2))
    solve, condition = inverse(matrix)
    np.testing.assert_allclose(solve(right), np.linalg.solve(matrix, right), rtol=1e-10)
    assert 1e-4 < condition < 1


def test_units_do_not_matter(matrix, random):
    units = 10.0 ** np.array([-100, -50, 0, 10, 50, 100])
    right = random.normal(size=(6, 1))
    solve, condition = inverse(matrix * units[:, None] * units)
    expected = np.linalg.solve(matrix, right)
    actual = solve(right * units[:, None]) * units[:, None]
    np.testing.assert_allclose(actual, expected, rtol=1e-9)
    assert condition == pytest.approx(inverse(matrix)[1])


def test_of_many_solutions_the_shortest_is_found():
    solve, condition = inverse(np.ones((2, 2)))
    np.testing.assert_allclose(solve(np.array([[4.0], [4.0]])), [[2], [2]])
    assert condition == 0


def test_what_has_no_entries_stays_zero():
    solve, _ = inverse(np.diag([2.0, 0.0]))
    np.testing.assert_allclose(solve(np.array([[4.0], [0.0]])), [[2], [0]])


def test_conjugate_gradients_find_the_same(matrix, random):
    right = random.normal(size=(6, 1))
    options = {"tolerance": 1e-12, "max_iterations": 50}
    solution = conjugate_gradient(matrix.__matmul__, right, np.diag(matrix)[:, None], **options)
    np.testing.assert_allclose(solution, np.linalg.solve(matrix, right), rtol=1e-9)


def test_conjugate_gradients_stop_at_what_they_are_given(matrix, random):
    right, calls = random.normal(size=6), []

    def product(vector):
        calls.append(1)
        return matrix @ vector

    conjugate_gradient(product, right, np.diag(matrix), tolerance=0.0, max_iterations=3)
    assert len(calls) == 3


def test_conjugate_gradients_of_nothing_are_nothing():
    options = {"tolerance": 1e-9, "max_iterations": 9}
    solution = conjugate_gradient(lambda v: 0 * v, np.zeros(2), np.zeros(2), **options)
    np.testing.assert_array_equal(solution, 0)
    stuck = conjugate_gradient(lambda v: 0 * v, np.ones(2), np.zeros(2), **options)
    np.testing.assert_array_equal(stuck, 0)
