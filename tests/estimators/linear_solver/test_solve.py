"""The linear solver agrees with scikit-learn, and with what can be worked by hand."""

import warnings

import numpy as np
import pytest
from scipy.special import logit
from sklearn.linear_model import ElasticNet, LogisticRegression, PoissonRegressor, Ridge

from deepkit.errors import DataError
from deepkit.estimators.linear_solver import Block, make_design, solve
from deepkit.estimators.linear_solver import _solve as module

KINDS = ("squared", "logistic", "multinomial", "poisson")


def numbers(x):
    """Return the design of one column."""
    return make_design([Block("x", np.asarray(x, float))])


def labels_of(kind, random, rows):
    """Return labels without sense."""
    drawn = random.integers(0, 3, rows)
    made = {"squared": drawn - 0.5, "logistic": drawn > 1, "multinomial": np.eye(3)[drawn]}
    return np.asarray(made.get(kind, drawn), float)


def predict(solution, x):
    """Return the outputs for numbers."""
    return x @ solution.coefficients["x"] + solution.bias


@pytest.fixture
def x(random):
    """Return numbers of different sizes."""
    return random.normal([0, 5, -2], [1, 3, 0.5], (80, 3))


def test_squared_is_ridge(x, random):
    y, weights = random.normal(size=(80, 2)), random.uniform(0, 2, 80)
    solution = solve("squared", numbers(x), y, weights, l2=3.0, scaled=False)
    peer = Ridge(3.0).fit(x, y, weights)
    np.testing.assert_allclose(solution.coefficients["x"].T, peer.coef_, rtol=1e-6)
    np.testing.assert_allclose(solution.bias, peer.intercept_, rtol=1e-6)


@pytest.mark.parametrize("kind", ["logistic", "multinomial"])
def test_classes_are_those_of_logistic_regression(kind, x, random):
    y, weights = labels_of(kind, random, 80), random.uniform(0, 2, 80)
    solution = solve(kind, numbers(x), y, weights, l2=0.5, scaled=False)
    peer = LogisticRegression(C=2.0, tol=1e-12, max_iter=10_000)
    peer.fit(x, y if y.ndim == 1 else y.argmax(axis=1), weights)
    np.testing.assert_allclose(solution.coefficients["x"].T, peer.coef_, atol=1e-6)
    np.testing.assert_allclose(solution.bias, peer.intercept_, atol=1e-6)


def test_poisson_is_poisson_regression(x, random):
    y, weights = random.poisson(np.exp(x[:, 0])).astype(float), random.uniform(0, 2, 80)
    peer = PoissonRegressor(alpha=0.01, tol=1e-10, max_iter=10_000).fit(x, y, weights)
    # Its loss is a mean over the rows, ours is a sum.
    solution = solve("poisson", numbers(x), y, weights, l2=0.01 * weights.sum(), scaled=False)
    np.testing.assert_allclose(solution.coefficients["x"][:, 0], peer.coef_, rtol=1e-6)
    np.testing.assert_allclose(solution.bias, peer.intercept_, rtol=1e-6)


@pytest.mark.parametrize("kind", ["logistic", "poisson"])
def test_units_are_solved_each_for_itself(kind, x, random):
    y = np.stack([labels_of(kind, random, 80) for _ in range(2)], axis=1)
    both = solve(kind, numbers(x), y)
    for unit in (0, 1):
        alone = solve(kind, numbers(x), y[:, unit])
        np.testing.assert_array_equal(both.coefficients["x"][:, [unit]], alone.coefficients["x"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dense", [True, False])
def test_weights_are_copies(kind, dense, x, random, monkeypatch):
    monkeypatch.setattr(module, "builds_matrix", lambda *sizes, units: dense)
    y, weights = labels_of(kind, random, 80), random.integers(0, 4, 80)
    weighted = solve(kind, numbers(x), y, weights)
    repeated = solve(kind, numbers(np.repeat(x, weights, axis=0)), np.repeat(y, weights, axis=0))
    np.testing.assert_allclose(predict(weighted, x), predict(repeated, x), rtol=1e-9)


def test_absolute_values_are_penalized_as_by_elastic_net(x, random):
    y, weights = x[:, 0] + random.normal(size=80), random.uniform(0, 2, 80)
    total = weights.sum()
    peer = ElasticNet(alpha=0.3, l1_ratio=0.6, tol=1e-12).fit(x, y, weights)
    options = {"l1": 0.18 * total, "l2": 0.12 * total, "scaled": False}
    solution = solve("squared", numbers(x), y, weights, **options)
    np.testing.assert_allclose(solution.coefficients["x"][:, 0], peer.coef_, atol=1e-8)
    np.testing.assert_allclose(solution.bias, peer.intercept_, atol=1e-8)


@pytest.mark.parametrize("kind", ["logistic", "multinomial"])
def test_absolute_values_are_penalized_as_by_logistic_regression(kind, x, random):
    x -= x.mean(axis=0)
    y = labels_of(kind, random, 80)
    solution = solve(kind, numbers(x), y, l1=5.0, l2=0.0, scaled=False)
    options = {"solver": "saga", "tol": 1e-10, "max_iter": 50_000, "random_state": 0}
    peer = LogisticRegression(l1_ratio=1.0, C=0.2, **options)
    peer.fit(x, y if y.ndim == 1 else y.argmax(axis=1))
    np.testing.assert_allclose(solution.coefficients["x"].T, peer.coef_, atol=1e-6)
    assert np.any(solution.coefficients["x"] == 0)


def test_absolute_values_of_too_many_coefficients_are_not_penalized():
    design = make_design([Block("a", np.arange(3001), buckets=3001)])
    with pytest.raises(ValueError, match=r"`l1` must be 0 for more than 3000 .* there are 3002"):
        solve("squared", design, np.zeros(3001), l1=1.0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_without_weight_may_hold_anything(kind, x, random):
    y, weights = labels_of(kind, random, 80), np.append(np.ones(79), 0)
    expected = solve(kind, numbers(x[:79]), y[:79])
    x[79] = 1e200
    actual = solve(kind, numbers(x), y, weights)
    np.testing.assert_array_equal(actual.coefficients["x"], expected.coefficients["x"])


@pytest.mark.parametrize("kind", KINDS)
def test_units_of_measurement_do_not_matter(kind, x, random):
    y, units = labels_of(kind, random, 80), np.array([1e-8, 1.0, 1e8])
    expected = predict(solve(kind, numbers(x), y), x)
    moved = (x + 100) * units
    np.testing.assert_allclose(predict(solve(kind, numbers(moved), y), moved), expected, rtol=1e-8)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_is_found_each_time(kind, x, random):
    y = labels_of(kind, random, 80)
    one, other = (solve(kind, numbers(x), y) for _ in range(2))
    np.testing.assert_array_equal(one.coefficients["x"], other.coefficients["x"])


def test_probabilities_as_labels_are_rows_of_both_classes():
    # The bucket's coefficient would be logit(0.75) - logit(0.5), but for the penalty.
    design = make_design([Block("a", np.array([0, -1]), buckets=1)])
    solution = solve("logistic", design, np.array([0.75, 0.5]), l2=1e-9)
    np.testing.assert_allclose(solution.coefficients["a"], [[np.log(3)]], rtol=1e-6)
    np.testing.assert_allclose(solution.bias, [0], atol=1e-8)


def test_buckets_get_the_means_of_their_rows():
    design = make_design([Block("a", np.array([0, 0, 1, 2]), buckets=4)])
    solution = solve("squared", design, np.array([1.0, 3.0, 5.0, 9.0]), l2=1e-9)
    outputs = solution.coefficients["a"][:, 0] + solution.bias
    np.testing.assert_allclose(outputs[:3], [2, 5, 9], rtol=1e-6)
    np.testing.assert_allclose(solution.coefficients["a"][3], 0, atol=1e-9)


def test_without_a_penalty_buckets_get_the_shortest_coefficients():
    design = make_design([Block("a", np.array([0, 1]), buckets=2)])
    solution = solve("squared", design, np.array([1.0, 3.0]), l2=0.0)
    outputs = solution.coefficients["a"][:, 0] + solution.bias
    np.testing.assert_allclose(outputs, [1, 3])
    np.testing.assert_allclose(solution.coefficients["a"].sum(), 0, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_without_columns_the_bias_says_the_mean(kind, random):
    y = labels_of(kind, random, 80)
    solution = solve(kind, make_design([], rows=80), y)
    links = {"squared": np.array, "logistic": logit}
    expected = links.get(kind, np.log)(y.reshape(80, -1).mean(axis=0))
    centered = kind == "multinomial"
    np.testing.assert_allclose(solution.bias, expected - centered * expected.mean())


@pytest.mark.parametrize("kind", KINDS)
def test_ids_that_are_all_absent_and_constants_add_nothing(kind, random):
    y = labels_of(kind, random, 20)
    blocks = [Block("a", np.full((20, 2), -1), buckets=3), Block("x", np.full(20, 0.1))]
    solution = solve(kind, make_design(blocks), y)
    np.testing.assert_array_equal(solution.coefficients["a"], 0)
    np.testing.assert_allclose(solution.coefficients["x"], 0, atol=1e-12)


def test_separated_classes_converge_through_the_penalty():
    solution = solve("logistic", numbers(np.arange(10.0)), np.arange(10) > 4)
    assert solution.converged
    assert solution.coefficients["x"] > 0


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_one_class_is_predicted_with_near_certainty(label, x):
    solution = solve("logistic", numbers(x), np.full(80, label))
    assert solution.converged
    assert np.all((predict(solution, x) > 20) == bool(label))


def test_classes_that_are_never_seen_are_not_predicted(x):
    solution = solve("multinomial", numbers(x), np.tile([0.0, 1.0, 0.0], (80, 1)))
    assert solution.converged
    assert np.all(predict(solution, x).argmax(axis=1) == 1)


def test_counts_that_are_all_zero_are_predicted_near_zero(x):
    solution = solve("poisson", numbers(x), np.zeros(80))
    assert solution.converged
    assert np.all(np.exp(predict(solution, x)) < 1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_one_row_is_enough(kind, random):
    solution = solve(kind, numbers([[3.0, 4.0]]), labels_of(kind, random, 1)[:1])
    assert solution.converged
    np.testing.assert_array_equal(solution.coefficients["x"], 0)


def test_many_buckets_are_solved_without_their_matrix(random):
    ids, y = random.integers(0, 5000, 9000), random.normal(size=9000)
    design = make_design([Block("zip", ids, buckets=5000)])
    solution = solve("squared", design, y, l2=1.0)
    assert solution.converged
    # A ridge on buckets: their sum of differences from the bias, over their count and 1.
    counts = np.bincount(ids, minlength=5000)
    sums = np.bincount(ids, y - solution.bias, minlength=5000)
    np.testing.assert_allclose(solution.coefficients["zip"][:, 0], sums / (counts + 1), atol=1e-9)


def test_what_has_no_best_coefficients_warns_with_advice():
    with pytest.warns(UserWarning, match=r"did not converge in 5 iterations.*larger `l2`"):
        solution = solve("logistic", numbers([0.0, 1]), np.array([0, 1]), l2=0, max_iterations=5)
    assert not solution.converged


def test_what_converges_does_not_warn(x, random):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert solve("logistic", numbers(x), labels_of("logistic", random, 80)).converged


@pytest.mark.parametrize(
    ("kind", "labels", "text"),
    [
        ("squared", np.zeros(3), r"`labels` must have the shape \(2,\) or \(2, units\), got \(3"),
        ("squared", np.zeros((2, 1, 1)), r"got \(2, 1, 1\)"),
        ("squared", [0, np.nan], "finite numbers, got NaN"),
        ("logistic", [0, 2], "at most 1 for kind 'logistic', got 2.0"),
        ("logistic", [0, -1], ">= 0 for kind 'logistic', got -1.0"),
        ("poisson", [0, -1], ">= 0 for kind 'poisson', got -1.0"),
        ("multinomial", [[0.5, 0.4], [0, 1]], "sum to 1 in each row. Make whole numbers"),
    ],
)
def test_labels_that_cannot_be_used_are_refused(kind, labels, text):
    with pytest.raises(DataError, match=text):
        solve(kind, numbers([1.0, 2.0]), np.asarray(labels))


@pytest.mark.parametrize(
    ("weights", "text"),
    [
        (np.ones(3), r"`sample_weight` must have the shape \(2,\) or \(2, 1\), got \(3,\)"),
        ([1, -1], "`sample_weight` must have finite numbers >= 0"),
        ([1, np.nan], "`sample_weight` must have finite numbers >= 0"),
        ([0, 0], "at least one row with a weight above 0, got none"),
    ],
)
def test_weights_that_cannot_be_used_are_refused(weights, text):
    with pytest.raises(DataError, match=text):
        solve("squared", numbers([1.0, 2.0]), np.zeros(2), np.asarray(weights))


def test_no_rows_are_refused():
    with pytest.raises(DataError, match="at least one row"):
        solve("squared", numbers(np.zeros((0, 2))), np.zeros(0))


@pytest.mark.parametrize(
    ("kind", "options", "text"),
    [
        ("hinge", {}, "`kind` must be one of 'squared'"),
        ("squared", {"l2": -1}, "`l2` must be >= 0, got -1"),
        ("squared", {"l1": -1}, "`l1` must be >= 0, got -1"),
        ("squared", {"max_iterations": 0}, "`max_iterations` must be a whole number >= 1, got 0"),
    ],
)
def test_options_that_make_no_sense_are_refused(kind, options, text):
    with pytest.raises(ValueError, match=text):
        solve(kind, numbers([1.0, 2.0]), np.zeros(2), **options)
