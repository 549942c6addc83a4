"""A quadratic function with a penalty on absolute values is minimized to the last digit."""

import numpy as np
import pytest
from sklearn.linear_model import Lasso

from deepkit.estimators.linear_solver import _coordinate_descent as module
from deepkit.estimators.linear_solver._coordinate_descent import sparse_step


@pytest.mark.parametrize(
    ("gradient", "expected"), [(-5.0, 1.5), (5.0, -1.5), (-2.0, 0.0), (1.0, 0.0)]
)
def test_one_coefficient_is_shrunk_as_worked_by_hand(gradient, expected):
    # Of `g s + s^2 + 2 |s|` the minimum is where `g + 2 s + 2 sign(s) = 0`, or at 0.
    step = sparse_step(np.array([[2.0]]), np.array([gradient]), np.zeros(1), np.array([2.0]))
    np.testing.assert_allclose(step, [expected])


def test_the_answer_is_that_of_sklearn(random):
    x, y = random.normal(size=(30, 12)), random.normal(size=30)
    peer = Lasso(0.1, fit_intercept=False, tol=1e-12, max_iter=100_000).fit(x, y)
    step = sparse_step(x.T @ x, -x.T @ y, np.zeros(12), np.full(12, 3.0))
    np.testing.assert_allclose(step, peer.coef_, atol=1e-9)
    assert 0 < np.sum(step == 0) < 12


def test_the_end_does_not_depend_on_the_start(random):
    x, y, start = random.normal(size=(30, 12)), random.normal(size=30), random.normal(size=12)
    hessian, l1 = x.T @ x, np.full(12, 3.0)
    expected = sparse_step(hessian, -x.T @ y, np.zeros(12), l1)
    step = sparse_step(hessian, hessian @ start - x.T @ y, start, l1)
    np.testing.assert_allclose(start + step, expected, atol=1e-9)


def test_without_a_penalty_it_is_newtons_step(random):
    x, gradient = random.normal(size=(30, 5)), random.normal(size=5)
    step = sparse_step(x.T @ x, gradient, np.ones(5), np.zeros(5))
    np.testing.assert_allclose(step, -np.linalg.solve(x.T @ x, gradient), rtol=1e-8)


def test_columns_that_say_the_same_are_no_obstacle():
    step = sparse_step(np.ones((2, 2)), np.full(2, -5.0), np.zeros(2), np.full(2, 2.0))
    np.testing.assert_allclose(step.sum(), 3)


def test_a_coefficient_without_a_column_stays_where_it_is():
    step = sparse_step(np.diag([1.0, 0.0]), np.array([-3.0, 0.0]), np.array([0.0, 7.0]), np.ones(2))
    np.testing.assert_allclose(step, [2, 0])


def test_polishing_never_changes_a_sign(random, monkeypatch):
    x, y = random.normal(size=(30, 12)), random.normal(size=30)
    hessian, l1 = x.T @ x, np.full(12, 3.0)
    expected = sparse_step(hessian, -x.T @ y, np.zeros(12), l1)
    monkeypatch.setattr(module, "_SWEEPS", 1)  # polished long before it is clear what is zero
    monkeypatch.setattr(module, "_ROUNDS", 500)
    np.testing.assert_allclose(
        sparse_step(hessian, -x.T @ y, np.zeros(12), l1), expected, atol=1e-8
    )
