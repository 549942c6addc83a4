"""Newton's method finds the bottom, by a matrix or by products, and says when it does not."""

import numpy as np
import pytest

from deepkit.estimators.linear_solver import Block, make_design
from deepkit.estimators.linear_solver._family import Logistic, Multinomial, Poisson, Squared
from deepkit.estimators.linear_solver._newton import Problem, newton
from deepkit.estimators.linear_solver._standardized import Standardized

LABELS = {
    Logistic: lambda random, n: random.integers(0, 2, (n, 1)).astype(float),
    Multinomial: lambda random, n: np.eye(3)[random.integers(0, 3, n)],
    Poisson: lambda random, n: random.poisson(4.0, (n, 1)).astype(float),
    Squared: lambda random, n: random.normal(size=(n, 1)),
}
FAMILIES = pytest.mark.parametrize("family", [Logistic, Multinomial, Poisson, Squared])


def problem(family, random, *, dense=True, l1=0.0, rows=60):
    """Return labels without sense, for numbers and many buckets."""
    numbers = Block("x", random.normal(2, 3, (rows, 2)))
    buckets = Block("a", random.integers(-1, 20, rows), buckets=20)
    weights = random.uniform(0.5, 2, rows)
    matrix = Standardized(make_design([numbers, buckets]), weights)
    squares, absolute = (matrix.penalties(*p, scaled=True) for p in ((1.0, 2), (l1, 1)))
    return Problem(
        matrix, family(), LABELS[family](random, rows), weights, squares, absolute, dense
    )


@FAMILIES
@pytest.mark.parametrize("dense", [True, False])
def test_the_gradient_is_zero_at_the_end(family, dense, random):
    asked = problem(family, random, dense=dense)
    found = newton(asked, max_iterations=50)
    gradient = asked.gradient(found.theta, asked.matrix.dot(found.theta))
    assert found.converged
    assert np.abs(gradient).max() < 1e-10
    assert found.iterations < 12


@FAMILIES
def test_both_ways_find_the_same(family, random):
    one, other = (problem(family, np.random.default_rng(5), dense=d) for d in (True, False))
    expected = newton(one, max_iterations=50).theta
    np.testing.assert_allclose(newton(other, max_iterations=50).theta, expected, atol=1e-10)


@FAMILIES
def test_the_gradient_is_the_derivative_of_the_value(family, random):
    asked = problem(family, random)
    theta = random.normal(size=(asked.matrix.width, asked.labels.shape[1])) / 5
    change, small = random.normal(size=theta.shape), 1e-5
    values = [
        asked.value(t, asked.matrix.dot(t))
        for t in (theta + small * change, theta - small * change)
    ]
    expected = (values[0] - values[1]) / (2 * small)
    gradient = asked.gradient(theta, asked.matrix.dot(theta))
    assert np.vdot(gradient, change) == pytest.approx(expected, rel=1e-7)


@FAMILIES
def test_the_step_solves_the_equations_of_newton(family, random):
    asked = problem(family, random)
    theta = random.normal(size=(asked.matrix.width, asked.labels.shape[1])) / 5
    theta -= theta.mean(axis=1, keepdims=True) if family is Multinomial else 0
    outputs = asked.matrix.dot(theta)
    gradient, small = asked.gradient(theta, outputs), 1e-6
    step = asked.step(theta, gradient, outputs, 0.0)
    after = asked.gradient(theta + small * step, outputs + small * asked.matrix.dot(step))
    np.testing.assert_allclose((after - gradient) / small, -gradient, atol=1e-3)


def test_the_units_of_several_classes_sum_to_zero(random):
    theta = newton(problem(Multinomial, random), max_iterations=50).theta
    np.testing.assert_allclose(theta.sum(axis=1), 0, atol=1e-12)


def test_too_few_steps_have_not_converged(random):
    found = newton(problem(Poisson, random), max_iterations=1)
    assert not found.converged
    assert found.iterations == 1
    assert found.last_change > 1e-3


def test_steps_that_go_too_far_are_halved():
    # Far apart in x: the first step of Poisson's loss would make an output of thousands.
    x, y = np.append(np.zeros(50), 1.0), np.append(np.zeros(50), 1e6)[:, np.newaxis]
    matrix = Standardized(make_design([Block("x", x)]), np.ones(51))
    asked = Problem(matrix, Poisson(), y, np.ones(51), np.array([1e-3, 0.0]), np.zeros(2), True)
    found = newton(asked, max_iterations=100)
    assert found.converged
    gradient = asked.gradient(found.theta, matrix.dot(found.theta))
    assert np.abs(gradient).max() < 1e-5


@FAMILIES
def test_with_a_penalty_on_absolute_values_the_bottom_is_where_it_should_be(family, random):
    asked = problem(family, random, l1=4.0)
    found = newton(asked, max_iterations=50)
    assert found.converged
    slopes = -asked.gradient(found.theta, asked.matrix.dot(found.theta))
    l1, inside = np.broadcast_to(asked.absolute[:, np.newaxis], slopes.shape), found.theta != 0
    np.testing.assert_allclose(slopes[inside], (l1 * np.sign(found.theta))[inside], atol=1e-8)
    assert np.all(np.abs(slopes[~inside]) <= l1[~inside] + 1e-8)
    assert 0 < inside.sum() < inside.size


@FAMILIES
def test_a_step_says_what_a_straight_line_would_gain(family, random):
    asked = problem(family, random, l1=4.0)
    theta, step = random.normal(size=(2, asked.matrix.width, asked.labels.shape[1]))
    outputs, small = asked.matrix.dot(theta), 1e-7
    gradient = asked.gradient(theta, outputs)
    after = asked.value(theta + small * step, outputs + small * asked.matrix.dot(step))
    expected = (after - asked.value(theta, outputs)) / small
    assert asked.slope(theta, gradient, small * step) / small == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("dense", [True, False])
def test_steps_stay_bounded_where_the_best_coefficients_are_infinite(dense, random):
    # The rows of one bucket count nothing, and two columns say it: their rate sinks to 0.
    ids = np.arange(60) % 3
    blocks = [Block("a", ids, buckets=3), Block("b", ids, buckets=3)]
    matrix, y = Standardized(make_design(blocks), np.ones(60)), (ids > 0) * 4.0
    nothing = np.zeros(matrix.width)
    asked = Problem(matrix, Poisson(), y[:, np.newaxis], np.ones(60), nothing, nothing, dense)
    found = newton(asked, max_iterations=100)
    outputs = matrix.dot(found.theta)[:, 0]
    np.testing.assert_allclose(outputs[ids > 0], np.log(4))
    assert np.all(outputs[ids == 0] < -20)
    assert np.abs(found.theta).max() < 100
