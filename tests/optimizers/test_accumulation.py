"""Gradients are summed over several calls."""

import numpy as np

from deepkit.optimizers._accumulation import accumulated, chosen


def test_the_sum_grows_until_it_is_due():
    sums = {"w": np.float32([1.0, 2.0])}
    means, rest = accumulated(sums, {"w": np.float32([3.0, 4.0])}, 2, np.bool_(False))
    np.testing.assert_array_equal(means["w"], [2.0, 3.0])
    np.testing.assert_array_equal(rest["w"], [4.0, 6.0])


def test_when_it_is_due_it_begins_at_zero():
    sums = {"w": np.float32([1.0, 2.0])}
    _, rest = accumulated(sums, {"w": np.float32([3.0, 4.0])}, 2, np.bool_(True))
    np.testing.assert_array_equal(rest["w"], [0.0, 0.0])


def test_a_variable_without_gradient_keeps_its_sum():
    sums = {"w": np.float32([1.0]), "other": np.float32([5.0])}
    means, rest = accumulated(sums, {"w": np.float32([3.0])}, 2, np.bool_(True))
    assert means.keys() == {"w"}
    assert rest["other"][0] == 5.0


def test_one_of_two_structures_is_chosen_leaf_by_leaf():
    new, old = {"a": [np.float32(1.0)]}, {"a": [np.float32(2.0)]}
    assert chosen(np.bool_(True), new, old) == new
    assert chosen(np.bool_(False), new, old) == old
