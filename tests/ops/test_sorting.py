"""Order: ties, top scores, quantiles, places."""

import numpy as np
import pytest

from deepkit import ops


def test_equal_numbers_keep_their_order():
    assert ops.argsort([2, 1, 2, 1]).tolist() == [1, 3, 0, 2]
    assert ops.argsort([[2, 1], [0, 3]], axis=None).tolist() == [2, 1, 0, 3]
    assert ops.sort([[2, 1], [0, 3]], axis=0).tolist() == [[0, 1], [2, 3]]


def test_the_first_of_equal_extremes_is_found():
    assert (int(ops.argmax([1, 3, 3])), int(ops.argmin([2, 1, 1]))) == (1, 1)


def test_a_partition_puts_one_number_in_its_place():
    places = ops.argpartition(np.array([5, 1, 4, 2]), 1)
    values = [[5, 1, 4, 2][i] for i in places]
    assert values[1] == 2
    assert values[0] == 1


def test_the_best_come_with_their_places():
    values, places = ops.top_k([1.0, 5.0, 3.0], 2)
    assert (values.tolist(), places.tolist()) == ([5.0, 3.0], [1, 2])


def test_ties_count_as_the_top_and_what_is_not_finite_does_not():
    scores = np.array([[0.1, 0.5, 0.5], [0.1, 0.5, 0.4], [np.nan, 0.1, 0.2]], "float32")
    assert ops.in_top_k([2, 2, 0], scores, 1).tolist() == [True, False, False]
    assert ops.in_top_k([7, 2, 2], scores, 2).tolist() == [False, True, True]


@pytest.mark.parametrize(("side", "place"), [("left", 1), ("right", 3)])
def test_a_place_is_before_or_after_equal_numbers(side, place):
    assert int(ops.searchsorted([1, 2, 2, 3], 2.0, side=side)) == place


def test_bins_begin_below_the_first_bound():
    assert ops.digitize([-1.0, 0.0, 0.5, 2.0], [0.0, 1.0]).tolist() == [0, 1, 1, 2]


def test_quantiles_lie_between_numbers():
    x = [1, 2, 3, 4]
    assert (
        float(ops.quantile(x, 0.5)) == float(ops.median(x)) == float(ops.percentile(x, 50)) == 2.5
    )
    assert ops.quantile(x, [0.0, 1.0], method="lower").tolist() == [1.0, 4.0]
    assert ops.median(np.ones((2, 3, 4)), axis=[0, 2], keepdims=True).shape == (1, 3, 1)


def test_quantiles_of_half_precision_are_computed_in_float32():
    x = ops.cast(np.arange(2049) / 2048, "bfloat16")
    assert ops.quantile(x, 0.5).dtype == "bfloat16"


def test_missing_numbers_have_no_rank():
    assert float(ops.nanquantile([1.0, np.nan, 3.0], 0.5)) == 2.0
    assert float(ops.nanpercentile([1.0, np.nan, 3.0], 100)) == 3.0
