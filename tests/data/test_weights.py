"""Weights of rows and of classes become one weight per row, as in Keras."""

import numpy as np
import pytest
from keras.src.trainers.data_adapters.data_adapter_utils import class_weight_to_sample_weights

from deepkit.data._weights import fit_weights, weigh, weigh_classes
from deepkit.errors import DataError


@pytest.mark.parametrize(
    "y", [np.array([0, 1, 2, 1]), np.array([[0.0], [1], [2], [1]]), np.eye(3)[[0, 1, 2, 1]]]
)
def test_class_weights_become_those_of_keras(y):
    expected = class_weight_to_sample_weights(y, {0: 2.0, 1: 0.5})
    weights = weigh(y, None, {0: 2.0, 1: 0.5}, "float32")
    np.testing.assert_array_equal(weights, expected)
    assert weights.dtype == "float32"


def test_classes_without_a_weight_weigh_one():
    np.testing.assert_array_equal(weigh_classes(np.array([3, 7]), {3: 5}, "float32"), [5, 1])


@pytest.mark.parametrize(
    ("y", "class_weight", "text"),
    [
        (np.zeros(2), [1, 2], "`class_weight` must be a dict, got list"),
        (np.zeros(2), {"a": 1}, "whole numbers as keys, got 'a'"),
        (np.zeros(2), {0: -1}, r"`class_weight\[0\]` must be a number >= 0, got -1"),
        (np.zeros(2), {0: "b"}, r"`class_weight\[0\]` must be a number >= 0, got 'b'"),
        (None, {0: 1}, "needs a single array of targets, got no `y`"),
        ([np.zeros(2)], {0: 1}, "needs a single array of targets, got several outputs"),
        (np.zeros((2, 3, 4)), {0: 1}, r"targets of shape \(rows,\).*got \(2, 3, 4\)"),
    ],
)
def test_class_weights_that_do_not_fit_are_refused(y, class_weight, text):
    with pytest.raises(DataError, match=text):
        weigh(y, None, class_weight, "float32")


def test_both_kinds_of_weights_are_refused():
    with pytest.raises(DataError, match="`class_weight` cannot be used together with"):
        weigh(np.zeros(2), np.zeros(2), {0: 1}, "float32")


def test_weights_become_floats_with_one_number_per_row():
    weights = weigh(np.zeros((2, 3)), [[1], [2]], None, "float32")
    np.testing.assert_array_equal(weights, [1, 2])
    assert weights.dtype == "float32"


def test_weights_per_step_are_kept():
    assert fit_weights(np.zeros((2, 3, 5)), np.ones((2, 3))).shape == (2, 3)
    assert fit_weights(np.zeros((2, 3)), np.ones((2, 3))).shape == (2, 3)


def test_one_array_serves_every_output():
    weight = np.ones(2)
    weights = fit_weights({"a": np.zeros(2), "b": [np.zeros((2, 3))]}, weight)
    assert weights["a"] is weight
    assert weights["b"][0] is weight


def test_outputs_have_weights_of_their_own_or_none():
    y = {"a": np.zeros(2), "b": np.zeros(2)}
    weights = fit_weights(y, {"b": None, "a": np.ones(2)})
    assert weights["b"] is None
    np.testing.assert_array_equal(weights["a"], [1, 1])


def test_weights_without_targets_pass():
    np.testing.assert_array_equal(fit_weights(None, np.ones((2, 1))), [1, 1])


@pytest.mark.parametrize(
    ("y", "weight", "text"),
    [
        (np.zeros(2), np.ones((2, 3)), r"got shape \(2, 3\) for targets of shape \(2,\)"),
        (np.zeros((2, 3)), np.ones((2, 4)), r"got shape \(2, 4\) for targets of shape \(2, 3\)"),
        ([np.zeros(2)], np.ones((2, 4)), r"several outputs must have one number per row.*\(2, 4\)"),
        (
            {"a": np.zeros(2)},
            {"b": np.ones(2)},
            r"the parts \['b'\] for targets with the parts \['a'\]",
        ),
        (np.zeros(2), [np.ones(2)], r"the parts \[0\] for targets with the parts \[\]"),
        ([np.zeros(2)], [np.ones((2, 5))], r"`sample_weight\[0\]` must have one number per row"),
    ],
)
def test_weights_that_do_not_fit_the_targets_are_refused(y, weight, text):
    with pytest.raises(DataError, match=text):
        fit_weights(y, weight)
