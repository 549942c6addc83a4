"""Counts of right and wrong answers, against comparisons one by one."""

import numpy as np
import pytest

from deepkit import ops
from deepkit.errors import ShapeError
from deepkit.metrics import Precision, TruePositives
from deepkit.metrics._confusion import (
    COUNTS,
    checked_thresholds,
    confusion,
    even_thresholds,
    keep_top,
    single,
)


def slow(y_true, y_pred, weight, thresholds):
    """Compare each prediction with each threshold."""
    above = y_pred[None] > np.reshape(thresholds, (-1, 1, 1)).astype("float32")
    positive = y_true[None] > 0
    kinds = (above & positive, above & ~positive, ~above & ~positive, ~above & positive)
    return [(kind * weight).sum(1) for kind in kinds]


FEW = [0.8, 0.2, 0.2, 0.0]
EVEN = [0.1 * i for i in range(11)]
UNEVEN = [0.9, 0.1, 0.35, 0.3, 0.3, 0.0, 1.0, 0.75, 0.6, 0.5]


@pytest.mark.parametrize("thresholds", [FEW, EVEN, UNEVEN], ids=["few", "even", "uneven"])
@pytest.mark.parametrize("by_label", [True, False])
def test_counts_are_those_of_comparisons_one_by_one(thresholds, by_label, random):
    y_true = random.integers(0, 2, (40, 3)).astype("float32")
    y_pred = random.integers(0, 11, (40, 3)).astype("float32") / np.float32(10)  # many ties
    weight = random.integers(0, 3, (40, 3)).astype("float32")
    counts = confusion(*map(ops.convert_to_tensor, (y_true, y_pred, weight)), thresholds,
                       by_label=by_label)  # fmt: skip
    for name, expected in zip(COUNTS, slow(y_true, y_pred, weight, thresholds), strict=True):
        expected = expected if by_label else expected.sum(1, keepdims=True)
        np.testing.assert_array_equal(counts[name], expected)


@pytest.mark.parametrize("wrong", [np.nan, -np.inf])
@pytest.mark.parametrize("thresholds", [FEW, EVEN, UNEVEN], ids=["few", "even", "uneven"])
def test_a_prediction_that_is_no_number_is_above_nothing(thresholds, wrong):
    ones = ops.ones((1, 1))
    counts = confusion(ones, ones * wrong, ones, thresholds, by_label=False)
    assert counts["false_negatives"][:, 0].tolist() == [1.0] * len(thresholds)


def test_only_the_highest_scores_are_kept():
    kept = keep_top(ops.convert_to_tensor([[3.0, 1.0, 2.0], [5.0, 5.0, 5.0]]), 2)
    assert kept.tolist() == [[3.0, -np.inf, 2.0], [5.0, 5.0, -np.inf]]


def test_thresholds_are_listed_and_checked():
    assert checked_thresholds(None) == [0.5]
    assert checked_thresholds(0.3) == [0.3]
    assert checked_thresholds((0, 1)) == [0, 1]


@pytest.mark.parametrize("wrong", [-0.1, 1.5, [0.5, None], [0.2, 7]])
def test_thresholds_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match="`thresholds` must be between 0 and 1, got"):
        TruePositives(thresholds=wrong)


def test_even_thresholds_reach_from_zero_to_one():
    assert even_thresholds(3) == [0.0, 0.5, 1.0]
    assert even_thresholds(1) == [0.5]
    with pytest.raises(ValueError, match="`num_thresholds` must be a whole number >= 1, got 0"):
        even_thresholds(0)


def test_a_single_threshold_gives_a_scalar():
    assert single(ops.ones((1,))).shape == ()
    assert single(ops.ones((2,))).shape == (2,)


@pytest.mark.parametrize("weight", [[2.0, 0.0], [[2.0], [0.0]]])
@pytest.mark.parametrize("shape", [(2,), (2, 1)])
def test_a_weight_of_a_sample_fits_any_column(weight, shape):
    metric = TruePositives()
    metric.update_state(np.ones((2,)), np.full(shape, 0.9), sample_weight=weight)
    assert float(metric.result()) == 2.0


def test_a_weight_of_a_sample_counts_for_all_its_labels():
    metric = TruePositives()
    metric.update_state(np.ones((2, 2, 3)), np.full((2, 2, 3), 0.9), sample_weight=[1.0, 0.5])
    assert float(metric.result()) == 6 + 3


def test_class_numbers_in_place_of_labels_are_refused():
    with pytest.raises(ShapeError, match=r"got \(3,\) and \(3, 2\).* must be one-hot here"):
        Precision().update_state([0, 1, 1], np.zeros((3, 2)))


@pytest.mark.parametrize("shape", [(3,), (3, 2)])
def test_a_class_that_is_not_there_is_refused(shape):
    with pytest.raises(ShapeError, match="`class_id` must name one of the classes"):
        Precision(class_id=2).update_state(np.zeros(shape), np.zeros(shape))
