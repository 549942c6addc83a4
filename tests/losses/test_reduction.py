"""Weights, masks and the mean of losses."""

import jax
import numpy as np
import pytest
from keras.src.losses.loss import reduce_weighted_values

from deepkit import ops
from deepkit.errors import ShapeError
from deepkit.losses import match_rank, merge_mask, reduce_weighted, spread

VALUES = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "float32")
REDUCTIONS = ["sum_over_batch_size", "mean", "mean_with_sample_weight", "sum", "none", None]


def test_a_mean_divides_by_the_number_of_values_not_by_the_weights():
    assert float(reduce_weighted([2.0, 4.0], [1.0, 3.0])) == (2 + 12) / 2


def test_a_weighted_mean_divides_by_the_weights():
    reduced = reduce_weighted([2.0, 4.0], [1.0, 3.0], reduction="mean_with_sample_weight")
    assert float(reduced) == (2 + 12) / 4


def test_a_weighted_mean_without_any_weight_is_zero():
    reduced = reduce_weighted([2.0, 4.0], [0.0, 0.0], reduction="mean_with_sample_weight")
    assert float(reduced) == 0.0


def test_a_mean_is_over_the_values_that_are_not_masked():
    mask = [[True, True, False], [True, False, False]]
    assert float(reduce_weighted(VALUES, mask=mask)) == pytest.approx((1 + 2 + 4) / 3)


def test_a_batch_that_is_masked_all_over_has_loss_zero():
    assert float(reduce_weighted(VALUES, mask=np.zeros((2, 3), bool))) == 0.0


def test_the_weight_of_a_sample_counts_for_all_its_steps():
    assert float(reduce_weighted(VALUES, [1.0, 2.0], reduction="sum")) == 6 + 2 * 15
    mask = [[True, False, False], [True, False, False]]
    assert float(reduce_weighted(VALUES, [1.0, 2.0], mask, reduction="sum")) == 1 + 2 * 4


def test_no_reduction_keeps_the_values():
    np.testing.assert_array_equal(
        reduce_weighted(VALUES, [[1.0], [2.0]], reduction="none"), VALUES * [[1], [2]]
    )


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("weight_shape", [None, (), (2, 1), (2, 3)])
@pytest.mark.parametrize("masked", [False, True])
def test_weights_and_masks_reduce_as_in_keras(reduction, weight_shape, masked, random):
    weight = None if weight_shape is None else random.uniform(size=weight_shape).astype("float32")
    mask = np.array([[True, True, False], [True, False, False]]) if masked else None
    with jax.numpy_dtype_promotion("standard"):
        expected = reduce_weighted_values(VALUES, weight, mask, reduction, "float32")
    np.testing.assert_allclose(
        reduce_weighted(VALUES, weight, mask, reduction), expected, rtol=1e-6
    )


@pytest.mark.parametrize("weight_shape", [(2,), (2, 1)])
def test_columns_of_weights_fit_rows_of_values_as_in_keras(weight_shape):
    values, weight = np.array([3.0, 5.0], "float32"), np.full(weight_shape, 0.5, "float32")
    expected = reduce_weighted_values(values, weight, None, "none", "float32")
    np.testing.assert_array_equal(reduce_weighted(values, weight, reduction="none"), expected)


def test_weights_of_another_length_are_refused():
    with pytest.raises(ShapeError, match=r"got the shape \(3,\) for values of shape \(2,\)"):
        reduce_weighted([1.0, 2.0], [1.0, 1.0, 1.0])


def test_masks_with_more_axes_than_the_values_are_refused():
    with pytest.raises(ShapeError, match=r"one entry for each value or sample"):
        reduce_weighted([1.0, 2.0], mask=np.ones((2, 3), bool))


def test_an_unknown_reduction_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match=r"`reduction` must be one of .* Did you mean 'mean'\?"):
        reduce_weighted([1.0], reduction="men")


def test_the_result_has_the_dtype_asked_for():
    assert reduce_weighted([1, 2], [1, 1], dtype="float16").dtype == "float16"


def test_ranks_are_matched_by_an_axis_of_size_one():
    row, column, deep = ops.zeros((2,)), ops.zeros((2, 1)), ops.zeros((2, 3, 1))
    assert [x.shape for x in match_rank(row, column)] == [(2, 1), (2, 1)]
    assert [x.shape for x in match_rank(column, row)] == [(2, 1), (2, 1)]
    assert [x.shape for x in match_rank(deep, ops.zeros((2, 3)))] == [(2, 3), (2, 3)]
    assert [x.shape for x in match_rank(row, deep)] == [(2,), (2, 3, 1)]


def test_a_mask_alone_becomes_weights_and_nothing_stays_nothing():
    assert merge_mask(None, None, "float32") is None
    assert merge_mask(None, [True, False], "float32").tolist() == [1.0, 0.0]


def test_weights_take_the_rank_of_values():
    assert spread(ops.ones((2,)), ops.zeros((2, 3, 4))).shape == (2, 1, 1)
    assert spread(ops.ones(()), ops.zeros((2, 3))).shape == ()
