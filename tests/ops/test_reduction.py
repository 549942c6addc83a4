"""Sums, means and extremes: dtypes, axes, and what half precision would spoil."""

import numpy as np
import pytest

from deepkit import ops

X = np.array([[1.0, 2.0], [3.0, 6.0]], "float32")


@pytest.mark.parametrize(
    ("name", "whole", "columns"),
    [
        ("sum", 12.0, [4.0, 8.0]), ("prod", 36.0, [3.0, 12.0]), ("mean", 3.0, [2.0, 4.0]),
        ("var", 3.5, [1.0, 4.0]), ("std", 3.5**0.5, [1.0, 2.0]), ("max", 6.0, [3.0, 6.0]),
        ("min", 1.0, [1.0, 2.0]), ("ptp", 5.0, [2.0, 4.0]), ("average", 3.0, [2.0, 4.0]),
        ("amax", 6.0, [3.0, 6.0]), ("amin", 1.0, [1.0, 2.0]),
    ],
)  # fmt: skip
def test_all_numbers_or_those_of_a_column_are_reduced(name, whole, columns):
    reduce = getattr(ops, name)
    assert float(reduce(X)) == pytest.approx(whole)
    assert reduce(X, axis=0).tolist() == pytest.approx(columns)


def test_axes_may_be_a_list_and_may_stay():
    assert ops.sum(X[None], axis=[0, 2], keepdims=True).tolist() == [[[3.0], [9.0]]]


def test_sums_of_narrow_numbers_do_not_overflow():
    assert ops.sum(np.full(300, 100, "int8")).tolist() == 30000
    assert ops.sum(np.array([True, True])).dtype == "int32"
    assert ops.mean(np.array([1, 2])).tolist() == 1.5


@pytest.mark.parametrize("name", ["mean", "var", "std"])
def test_half_precision_is_summed_in_float32(name):
    x = np.tile(np.array([0.0, 2.0]), 40000)
    result = getattr(ops, name)(ops.cast(x, "float16"))
    assert (result.dtype, float(result)) == ("float16", 1.0)


def test_moments_too_large_for_half_precision_are_held():
    mean, variance = ops.moments(ops.cast([6e4, -6e4], "float16"), axes=[0])
    assert (float(mean), float(variance)) == (0.0, 65504.0)
    assert ops.moments(ops.cast([1.0, 3.0], "bfloat16"), axes=0)[1].dtype == "bfloat16"


def test_the_first_value_counts_as_a_number():
    assert float(ops.max(np.zeros((0,)), initial=-1.0)) == -1.0
    assert ops.min(X, axis=1, initial=1.5).tolist() == [1.0, 1.5]


def test_numbers_count_by_their_weights():
    assert ops.average(X, axis=1, weights=[1, 3]).tolist() == [1.75, 5.25]


def test_truth_is_reduced_and_counted():
    x = [[True, False], [True, True]]
    assert ops.all(x, axis=0).tolist() == [True, False]
    assert ops.any(x, axis=1).tolist() == [True, True]
    assert ops.count_nonzero([[0, 2], [3, 4]], axis=1).tolist() == [1, 2]


def test_large_logarithms_are_summed_without_overflow():
    assert float(ops.logsumexp([1000.0, 1000.0])) == pytest.approx(1000.6931)


def test_sums_and_products_run_along_an_axis():
    assert ops.cumsum(X, axis=1).tolist() == [[1.0, 3.0], [3.0, 9.0]]
    assert ops.cumprod(X).tolist() == [1.0, 2.0, 6.0, 36.0]
    assert ops.diff([1, 4, 9], n=2).tolist() == [2]


def test_the_area_below_points_is_a_sum_of_trapezoids():
    assert float(ops.trapezoid([1.0, 2.0, 3.0], dx=2.0)) == 8.0
    assert float(ops.trapezoid([1.0, 3.0], x=[0.0, 4.0])) == 8.0
