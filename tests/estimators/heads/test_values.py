"""What rows cost, by hand and by scipy."""

import numpy as np
import pytest
import scipy.special
import scipy.stats

from deepkit import ops
from deepkit.errors import ShapeError
from deepkit.estimators.heads import _values as values

Y = np.array([[0.0], [1.0], [2.0], [9.0]], np.float32)
X = np.array([[-1.0], [0.5], [0.0], [2.0]], np.float32)


def test_squared_errors_have_no_half():
    assert values.squared_errors(Y, X)[:, 0].tolist() == [1.0, 0.25, 4.0, 49.0]


def test_a_yes_or_no_costs_its_surprise():
    costs = values.sigmoid_cross_entropies([[1.0], [0.25]], [[0.0], [2.0]])
    p = scipy.special.expit(2.0)
    expected = [np.log(2), -(0.25 * np.log(p) + 0.75 * np.log(1 - p))]
    assert np.asarray(costs)[:, 0] == pytest.approx(expected, rel=1e-6)


def test_the_cost_of_several_answers_is_their_mean():
    costs = values.mean_sigmoid_cross_entropy([[1.0, 0.0]], [[0.0, 2.0]])
    expected = (np.log(2) - np.log(1 - scipy.special.expit(2.0))) / 2
    assert costs.shape == (1, 1)
    assert float(costs[0, 0]) == pytest.approx(expected, rel=1e-6)


def test_the_cost_of_a_class_is_its_surprise():
    costs = values.softmax_cross_entropy([[1], [0]], [[0.0, 0.0], [0.0, np.log(3.0)]])
    assert np.asarray(costs) == pytest.approx([np.log(2), np.log(4)], rel=1e-6)


def test_counts_cost_what_makes_them_unlikely():
    costs = values.poisson_deviances(Y, X, full=False)
    assert np.asarray(costs) == pytest.approx(np.exp(X) - Y * X, rel=1e-6)


def test_the_full_cost_of_counts_is_close_to_their_likelihood():
    costs = np.asarray(values.poisson_deviances(Y, X))[:, 0]
    exact = -scipy.stats.poisson.logpmf(Y, np.exp(X))[:, 0]
    assert costs[:2] == pytest.approx(exact[:2], rel=1e-5)  # log(0!) and log(1!) are 0
    assert costs[2:] == pytest.approx(exact[2:], abs=0.05)  # Stirling
    stirling = 9 * np.log(9) - 9 + 0.5 * np.log(2 * np.pi * 9)
    assert costs[3] == pytest.approx(np.exp(2) - 18 + stirling, rel=1e-5)


def test_standardized_costs_are_free_of_the_unit():
    costs = values.standardized(Y, X, values.squared_errors, offset=[1.0], scale=[2.0])
    assert np.asarray(costs) == pytest.approx(((Y - X) / 2) ** 2, rel=1e-6)


def test_a_function_of_the_user_gets_what_it_names():
    seen = {}

    def loss_fn(labels, logits, features=None, loss_reduction=None):
        seen.update(features=features, loss_reduction=loss_reduction, dtype=str(labels.dtype))
        return ops.abs(logits)

    costs = values.given_values(Y, X, loss_fn, whole=True, features={"a": 1}, loss_reduction="sum")
    assert np.asarray(costs).tolist() == np.abs(X).tolist()
    assert seen == {"features": {"a": 1}, "loss_reduction": "sum", "dtype": "int32"}


def test_a_function_may_do_with_labels_and_logits_alone():
    assert values.given_values(Y, X, lambda y, x: ops.add(x, y)).shape == (4, 1)
    assert values.given_values(Y, X, max_of_both).shape == (4, 1)


def max_of_both(labels, logits):
    return ops.maximum(labels, logits)


def test_a_function_that_averages_is_refused():
    with pytest.raises(ShapeError, match=r"`loss_fn` must return a value for each row"):
        values.given_values(Y, X, lambda y, x: ops.mean(x))


def test_what_is_no_function_is_refused():
    with pytest.raises(ValueError, match=r"`loss_fn` must be a function of labels and logits"):
        values.check_loss_fn("mse")


def test_functions_that_need_features_are_told_apart():
    assert values.needs_features(lambda labels, logits, features: logits)
    assert not values.needs_features(lambda labels, logits, features=None: logits)
    assert not values.needs_features(lambda labels, logits: logits)


def test_a_built_in_tells_no_parameters():
    assert values.parameters_of(max) == {}


def test_predictions_and_labels_are_values_too():
    assert values.labels_of(Y, X).tolist() == Y.tolist()
    wide = np.array([[0.0, 1.0]], np.float32)
    assert values.predictions_of(wide, wide, class_id=1).tolist() == [1.0]
    assert values.predictions_of(wide, wide, link="sigmoid").tolist()[0][0] == 0.5
