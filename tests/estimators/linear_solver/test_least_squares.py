"""Least squares give the answers of linear algebra, by each of their three ways."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, Ridge

from deepkit.estimators.linear_solver import Block, make_design
from deepkit.estimators.linear_solver import _least_squares as module
from deepkit.estimators.linear_solver._family import Squared
from deepkit.estimators.linear_solver._least_squares import least_squares
from deepkit.estimators.linear_solver._newton import Problem
from deepkit.estimators.linear_solver._standardized import Standardized


def fit(x, y, weights=None, *, l2=0.0, dense=True):
    """Return coefficients, bias and what else was found, for numbers."""
    weights = np.ones(len(x)) if weights is None else weights
    matrix = Standardized(make_design([Block("x", x)]), weights)
    squares, nothing = (matrix.penalties(s, 2, scaled=False) for s in (l2, 0.0))
    problem = Problem(matrix, Squared(), y, weights, squares, nothing, dense)
    found = least_squares(problem, max_iterations=100)
    return *matrix.unscaled(found.theta), found


@pytest.fixture(params=["direct", "decomposed", "iterative"])
def way(request, monkeypatch):
    """Choose a way to solve: the options of `fit`."""
    if request.param == "decomposed":
        monkeypatch.setattr(module, "_PRECISE", 1.0)
    return {"dense": request.param != "iterative"}


@pytest.fixture
def data(random):
    """Return numbers of different sizes, two labels and weights."""
    x = random.normal([0, 5, -2], [1, 1e3, 1e-2], (40, 3))
    y = x @ random.normal(size=(3, 2)) / [1e3, 1] + random.normal(size=(40, 2)) + [1e4, 0]
    return x, y, random.uniform(0.5, 2, 40)


@pytest.mark.parametrize("l2", [0.0, 1e-3, 10.0])
def test_the_answer_is_that_of_sklearn(way, data, l2):
    x, y, weights = data
    peer = Ridge(l2, solver="svd") if l2 else LinearRegression()
    peer.fit(x, y, weights)
    coefficients, bias, found = fit(x, y, weights, l2=l2, **way)
    np.testing.assert_allclose(coefficients.T, peer.coef_, rtol=1e-6)
    np.testing.assert_allclose(x @ coefficients + bias, peer.predict(x), rtol=1e-9)
    assert found.converged


def test_two_points_make_a_line(way):
    coefficients, bias, _ = fit(np.array([[1.0], [3.0]]), np.array([[2.0], [8.0]]), **way)
    np.testing.assert_allclose([coefficients[0, 0], bias[0]], [3, -1])


def test_a_penalty_shrinks_as_worked_by_hand(way):
    # Centered, x'x = 2 and x'y = 6: the slope is 6 / (2 + 1); the mean 5 is not shrunk.
    x, y = np.array([[1.0], [3.0]]), np.array([[2.0], [8.0]])
    coefficients, bias, _ = fit(x, y, l2=1.0, **way)
    np.testing.assert_allclose([coefficients[0, 0], bias[0]], [2, 5 - 2 * 2])


def test_columns_that_say_the_same_share_the_slope(way):
    x = np.array([[1.0, 1], [2, 2], [4, 4]])
    coefficients, bias, found = fit(x, 3 * x[:, :1] + 1, **way)
    np.testing.assert_allclose(coefficients[:, 0], [1.5, 1.5])
    np.testing.assert_allclose(bias, [1])
    assert found.converged


def test_constant_labels_and_columns_leave_only_the_bias(way):
    coefficients, bias, found = fit(np.ones((4, 2)), np.full((4, 1), 0.1), **way)
    np.testing.assert_array_equal(coefficients, 0)
    np.testing.assert_allclose(bias, [0.1])
    assert found.converged


def test_powers_of_a_number_are_fitted_as_well_as_by_the_matrix_itself():
    t = np.linspace(1, 2, 200)[:, np.newaxis]
    x, y = t ** np.arange(1, 11), np.sin(3 * t)
    coefficients, bias, _ = fit(x, y)
    expected = np.polynomial.Chebyshev.fit(t[:, 0], y[:, 0], 10)(t)  # well conditioned
    np.testing.assert_allclose(x @ coefficients + bias, expected, atol=1e-9)


def test_what_cannot_be_corrected_to_the_end_has_not_converged(data):
    x, y, weights = data
    matrix = Standardized(make_design([Block("x", x)]), weights)
    problem = Problem(matrix, Squared(), y, weights, np.zeros(4), np.zeros(4), True)
    assert not least_squares(problem, max_iterations=1).converged


def test_labels_that_are_large_and_hardly_differ_converge(way):
    labels = 1e6 + np.array([[0.0], [1e-9], [0.0]])
    coefficients, bias, found = fit(np.array([[1.0], [2.0], [4.0]]), labels, **way)
    np.testing.assert_allclose(coefficients, 0, atol=1e-8)
    np.testing.assert_allclose(bias, 1e6)
    assert found.converged


def test_conjugate_gradients_stop_before_they_follow_rounding_errors(random):
    # A bias and buckets say the same; no penalty tells what to do about it.
    ids = random.integers(0, 30, 100)
    matrix = Standardized(make_design([Block("a", ids, buckets=30)]), np.ones(100))
    nothing, y = np.zeros(matrix.width), random.normal(size=(100, 2))
    problem = Problem(matrix, Squared(), y, np.ones(100), nothing, nothing, False)
    found = least_squares(problem, max_iterations=100)
    means = np.bincount(ids, y[:, 0], 30) / np.maximum(np.bincount(ids, minlength=30), 1)
    np.testing.assert_allclose(matrix.dot(found.theta)[:, 0], means[ids], atol=1e-9)
    assert found.converged
    assert np.abs(found.theta).max() < 10
