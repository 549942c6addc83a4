"""Products with a standardized design are those of the matrix that it stands for."""

import numpy as np
import pytest

from deepkit.errors import DataError
from deepkit.estimators.linear_solver import Block, make_design
from deepkit.estimators.linear_solver import _standardized as module
from deepkit.estimators.linear_solver._standardized import Standardized


@pytest.fixture(params=[2, 40], ids=["dense", "sparse"])
def design(request, random):
    """Return a design with numbers, and with few or many buckets."""
    numbers = Block("x", random.normal(5, 3, (50, 2)))
    return make_design([numbers, Block("a", random.integers(-1, request.param, 50), request.param)])


@pytest.fixture
def weights(random):
    """Return weights of the rows."""
    return random.uniform(0.5, 3, 50)


def test_numbers_get_mean_zero_and_deviation_one(design, weights):
    x = Standardized(design, weights).matrix()[:, :2]
    np.testing.assert_allclose(np.average(x, 0, weights), 0, atol=1e-14)
    np.testing.assert_allclose(np.average(x**2, 0, weights), 1, rtol=1e-14)


def test_the_bias_is_a_column_of_ones_and_buckets_stay_as_they_are(design, weights):
    standardized = Standardized(design, weights)
    x, buckets = standardized.matrix(), design.buckets
    buckets = buckets if type(buckets) is np.ndarray else buckets.toarray()
    np.testing.assert_array_equal(x[:, standardized.bias], 1)
    np.testing.assert_array_equal(x[:, standardized.bias + 1 :], buckets)


def test_products_are_those_of_the_matrix(design, weights, random):
    standardized = Standardized(design, weights)
    x = standardized.matrix()
    theta, values = random.normal(size=(x.shape[1], 3)), random.normal(size=(50, 3))
    np.testing.assert_allclose(standardized.dot(theta), x @ theta, atol=1e-12)
    np.testing.assert_allclose(standardized.adjoint(values), x.T @ values, atol=1e-12)
    gram = x.T @ np.diag(weights) @ x
    np.testing.assert_allclose(standardized.gram(weights), gram, atol=1e-11)
    np.testing.assert_allclose(standardized.squares(weights), np.diag(gram), atol=1e-11)


def test_long_designs_are_multiplied_in_pieces(design, weights, monkeypatch):
    standardized = Standardized(design, weights)
    expected = standardized.gram(weights)
    monkeypatch.setattr(module, "_ENTRIES", 30)
    np.testing.assert_allclose(standardized.gram(weights), expected, atol=1e-11)


def test_coefficients_are_returned_for_the_columns_as_they_were_given(design, weights, random):
    standardized = Standardized(design, weights)
    theta = random.normal(size=(standardized.width, 2))
    coefficients, bias = standardized.unscaled(theta)
    x = np.delete(standardized.matrix(), 2, axis=1)
    x[:, :2] = design.numbers
    np.testing.assert_allclose(x @ coefficients + bias, standardized.dot(theta), atol=1e-12)


@pytest.mark.parametrize("constant", [0.0, 0.1, -1e30, 1.7e308])
def test_constants_become_zeros_and_are_not_scaled(constant):
    design = make_design([Block("x", np.full(7, constant))])
    standardized = Standardized(design, np.ones(7))
    np.testing.assert_array_equal(standardized.matrix()[:, 0], 0)
    assert standardized.scale == 1


@pytest.mark.parametrize("size", [1e-300, 1e-30, 1e30, 1e300])
def test_numbers_of_any_size_are_standardized(size):
    standardized = Standardized(make_design([Block("x", size * np.array([1.0, 3]))]), np.ones(2))
    np.testing.assert_allclose(standardized.matrix()[:, 0], [-1, 1])


def test_a_large_offset_costs_no_digits():
    x = 2.0**40 + np.array([0.0, 1, 2, 3])
    standardized = Standardized(make_design([Block("x", x)]), np.ones(4))
    np.testing.assert_allclose(standardized.matrix()[:, 0], np.array([-3, -1, 1, 3]) / 5**0.5)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("row", [0, 1])
def test_numbers_that_are_not_finite_are_refused(bad, row):
    x = np.ones((3, 2))
    x[row, 1] = bad
    design = make_design([Block("a", np.ones(3)), Block("b", x)])
    with pytest.raises(DataError, match="Column 'b' has NaN or infinite numbers"):
        Standardized(design, np.ones(3))


def test_penalties_are_those_of_scaled_numbers_or_of_numbers_as_they_are():
    blocks = [Block("x", np.array([0.0, 10])), Block("a", np.array([0, 1]), buckets=2)]
    standardized = Standardized(make_design(blocks), np.ones(2))
    np.testing.assert_allclose(standardized.penalties(3.0, 2, scaled=True), [3, 0, 3, 3])
    np.testing.assert_allclose(standardized.penalties(3.0, 2, scaled=False), [3 / 25, 0, 3, 3])
    np.testing.assert_allclose(standardized.penalties(3.0, 1, scaled=False), [3 / 5, 0, 3, 3])
