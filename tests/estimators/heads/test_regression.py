"""The head of numbers: units, measures against scikit-learn, and what is refused."""

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

from deepkit import ops
from deepkit.errors import DataError, ShapeError
from deepkit.estimators.heads import RegressionHead

KEYS = [
    "average_loss", "label/mean", "loss", "mean_absolute_error", "prediction/mean", "r2",
    "root_mean_squared_error",
]  # fmt: skip
PRICES = np.array([1000.0, 5000.0, 3000.0, 7000.0])


def test_its_measures_are_those_of_scikit_learn(evaluated, random):
    y, weight = random.normal(size=(300, 2)), random.uniform(0.1, 2.0, size=300)
    p = y + random.normal(size=y.shape)
    logs = evaluated(RegressionHead(2), y, p, weight)
    by = {"sample_weight": weight}
    assert list(logs) == KEYS
    squared = mean_squared_error(y, p, **by)
    assert logs["average_loss"] == pytest.approx(squared, rel=1e-5)
    assert logs["root_mean_squared_error"] == pytest.approx(np.sqrt(squared), rel=1e-5)
    assert logs["mean_absolute_error"] == pytest.approx(mean_absolute_error(y, p, **by), rel=1e-5)
    assert logs["r2"] == pytest.approx(r2_score(y, p, **by), rel=1e-4)
    assert logs["label/mean"] == pytest.approx(np.average(y.mean(1), weights=weight), abs=1e-5)
    assert logs["prediction/mean"] == pytest.approx(np.average(p.mean(1), weights=weight), abs=1e-5)


def test_the_loss_counts_every_number(evaluated):
    y, p = [[0.0, 0.0], [0.0, 0.0]], [[1.0, 2.0], [0.0, 3.0]]
    assert evaluated(RegressionHead(2), y, p)["loss"] == (1 + 4 + 9) / 4
    summed = RegressionHead(2, loss_reduction="sum")
    assert evaluated(summed, y, p)["loss"] == 1 + 4 + 9


def test_the_scale_of_targets_is_learned_by_weight():
    weight = np.array([1.0, 0.0, 2.0, 1.0])
    (offset,), (scale,) = RegressionHead(standardize=True).learn(PRICES, weight).standardize
    mean = np.average(PRICES, weights=weight)
    assert offset == pytest.approx(mean)
    assert scale == pytest.approx(np.sqrt(np.average((PRICES - mean) ** 2, weights=weight)))


def test_targets_far_from_zero_keep_their_scale():
    y = 1e9 + np.array([0.0, 1.0, 2.0])
    head = RegressionHead(standardize=True).learn(y)
    assert head.standardize == ([1e9 + 1], [pytest.approx(np.std([0, 1, 2]))])


def test_targets_that_do_not_vary_have_the_scale_one():
    head = RegressionHead(2, standardize=True).learn([[0.1, 0.0]] * 3)
    assert head.standardize == ([pytest.approx(0.1), 0.0], [1.0, 1.0])


def test_a_model_predicts_in_the_unit_of_the_targets(model_of):
    head = RegressionHead(standardize=True).learn(PRICES)
    predicted = model_of(head).predict(np.array([[0.0], [1.0]], np.float32), verbose=0)
    expected = [[PRICES.mean()], [PRICES.mean() + PRICES.std()]]
    assert predicted == pytest.approx(np.array(expected), rel=1e-6)
    assert head.predictions(predicted)["predictions"] is not None


def test_several_targets_have_a_scale_each(model_of):
    head = RegressionHead(2, standardize=True).learn([[0.0, 10.0], [2.0, 50.0]])
    predicted = model_of(head).predict(np.ones((1, 2), np.float32), verbose=0)
    assert predicted.tolist() == [[2.0, 50.0]]


def test_training_is_free_of_the_unit_and_measures_are_not(evaluated):
    head = RegressionHead(standardize=True).learn(PRICES)
    y, scale = head.encode_labels(PRICES), PRICES.std()
    loss = head.training_loss()(y, y + 100.0)
    assert float(loss) == pytest.approx((100.0 / scale) ** 2, rel=1e-5)
    logs = evaluated(head, PRICES, np.zeros((4, 1)))
    assert logs["average_loss"] == pytest.approx(PRICES.var(), rel=1e-5)
    assert logs["loss"] == pytest.approx(PRICES.var(), rel=1e-5)


def test_a_function_of_the_user_trains_in_deviations():
    head = RegressionHead(standardize=True, loss_fn=distance).learn(PRICES)
    y = head.encode_labels(PRICES)
    assert float(head.training_loss()(y, y + 100.0)) == pytest.approx(100 / PRICES.std(), rel=1e-4)


def distance(labels, logits):
    return ops.abs(labels - logits)


def test_a_head_without_a_scale_learns_nothing():
    head = RegressionHead()
    assert head.learn(PRICES) is head


def test_a_link_leads_from_logits_to_predictions(evaluated):
    head = RegressionHead(inverse_link_fn=ops.exp)
    predicted = head.predictions([[0.0], [np.log(3.0)]])
    assert list(predicted) == ["predictions", "logits"]
    assert predicted["predictions"] == pytest.approx(np.array([[1.0], [3.0]]), rel=1e-6)
    assert predicted["predictions"].dtype == np.float32
    logs = evaluated(head, [1.0, 3.0], [[0.0], [np.log(3.0)]])
    assert logs["prediction/mean"] == pytest.approx(2.0)
    assert logs["mean_absolute_error"] == pytest.approx(0.0, abs=1e-6)


def test_signatures_are_those_of_an_export():
    predicted = RegressionHead().predictions([[1.0]])
    signatures = RegressionHead().signatures(predicted)
    assert set(signatures) == {"serving_default", "regression", "predict"}
    assert signatures["serving_default"] == {"outputs": predicted["predictions"]}
    assert signatures["predict"] == predicted


def test_a_batch_costs_the_same_by_hand():
    head = RegressionHead(weight_column="w")
    loss = head.loss([1.0, 2.0], np.array([[2.0], [5.0]], np.float32), {"w": [1.0, 2.0]})
    assert float(loss) == (1 + 2 * 9) / 2
    with pytest.raises(ValueError, match=r"`features` must hold the `weight_column` 'w'\."):
        head.loss([1.0], np.array([[2.0]], np.float32))


def test_losses_of_regularization_are_added():
    logits = np.array([[3.0]], np.float32)
    assert float(RegressionHead().loss([1.0], logits, regularization_losses=[0.5, 1.0])) == 5.5


def test_the_options_are_checked():
    with pytest.raises(ValueError, match=r"`label_dimension` must be a whole number >= 1, got 0"):
        RegressionHead(0)
    with pytest.raises(ValueError, match=r"`inverse_link_fn` must be a function of logits"):
        RegressionHead(inverse_link_fn="exp")
    with pytest.raises(ValueError, match=r"`standardize` must be False where there is an"):
        RegressionHead(inverse_link_fn=ops.exp, standardize=True)
    with pytest.raises(ValueError, match=r"`loss_reduction` must be one of .* got 'none'"):
        RegressionHead(loss_reduction="none")
    with pytest.raises(ValueError, match=r"`loss_fn` must be a function"):
        RegressionHead(loss_fn="mse")
    with pytest.raises(ValueError, match=r"`name` must not be empty"):
        RegressionHead(name="")


@pytest.mark.parametrize("standardize", [3, "yes", ([0.0], [0.0]), ([0.0], [1.0, 2.0]), ([], [])])
def test_a_scale_that_is_none_is_refused(standardize):
    with pytest.raises(ValueError, match=r"`standardize` must be True, False, or a list of means"):
        RegressionHead(standardize=standardize)


def test_targets_of_another_dimension_are_refused():
    with pytest.raises(DataError, match=r"shape \(n, 2\), got \(4,\)\. `label_dimension` is 2\."):
        RegressionHead(2).encode_labels(PRICES)


def test_targets_that_are_no_finite_numbers_are_refused():
    with pytest.raises(DataError, match=r"`labels` are missing: .* row 1"):
        RegressionHead().encode_labels([1.0, np.nan])
    with pytest.raises(DataError, match=r"infinite values in 1 of 2 rows, the first in row 1"):
        RegressionHead().encode_labels([1.0, 1e300])


@pytest.mark.parametrize("weight", [[0.0, 0.0], [1.0]])
def test_a_scale_needs_weights_that_count(weight):
    with pytest.raises(DataError, match=r"`sample_weight` must have a weight for each of the 2"):
        RegressionHead(standardize=True).learn([1.0, 2.0], weight)


def test_logits_of_another_dimension_are_refused():
    with pytest.raises(ShapeError, match=r"RegressionHead needs logits of shape \(n, 2\), got"):
        RegressionHead(2).outputs(ops.zeros((3, 1)))
