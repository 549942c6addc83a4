"""Categorical crossentropies, by hand."""

import math

import numpy as np
import pytest

from deepkit import backend, losses
from deepkit.errors import ShapeError

ONE_HOT, PROBABILITIES = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], [[0.25, 0.5, 0.25], [0.1, 0.1, 0.8]]


def test_the_loss_is_the_surprise_at_the_right_class():
    expected = [math.log(2), -math.log(0.8)]
    np.testing.assert_allclose(
        losses.categorical_crossentropy(ONE_HOT, PROBABILITIES), expected, rtol=1e-6
    )
    np.testing.assert_allclose(
        losses.sparse_categorical_crossentropy([1, 2], PROBABILITIES), expected, rtol=1e-6
    )


def test_probabilities_are_scaled_to_sum_to_one():
    value = losses.categorical_crossentropy([[0.0, 1.0]], [[3.0, 1.0]])
    assert float(value[0]) == pytest.approx(math.log(4))


def test_equal_logits_are_a_guess():
    for loss, labels in [
        (losses.CategoricalCrossentropy(from_logits=True), [[0.0, 0.0, 1.0]]),
        (losses.SparseCategoricalCrossentropy(from_logits=True), [2]),
    ]:
        assert float(loss(labels, [[7.0, 7.0, 7.0]])) == pytest.approx(math.log(3))


def test_smoothing_hands_a_part_of_the_label_to_all_classes():
    loss = losses.CategoricalCrossentropy(label_smoothing=0.3)
    expected = 0.8 * math.log(2) + 2 * 0.1 * math.log(4)
    assert float(loss(ONE_HOT[:1], PROBABILITIES[:1])) == pytest.approx(expected)


def test_classes_may_lie_along_another_axis():
    across = np.transpose(PROBABILITIES)[None]
    expected = [[math.log(2), -math.log(0.8)]]
    np.testing.assert_allclose(
        losses.sparse_categorical_crossentropy([[1, 2]], across, axis=1), expected, rtol=1e-6
    )
    np.testing.assert_allclose(
        losses.categorical_crossentropy(np.transpose(ONE_HOT)[None], across, axis=1),
        expected,
        rtol=1e-6,
    )


def test_samples_of_an_ignored_class_count_for_nothing():
    loss = losses.SparseCategoricalCrossentropy(ignore_class=-1)
    y_pred = [[0.25, 0.5, 0.25], [0.1, 0.1, 0.8], [math.nan, 0.0, 0.0]]
    assert float(loss([1, -1, -1], y_pred)) == pytest.approx(math.log(2))


def test_ignored_samples_get_no_gradient_and_spoil_none():
    loss = losses.SparseCategoricalCrossentropy(ignore_class=0)
    y_pred = backend.convert([[0.5, 0.5], [0.0, 0.0]])
    gradient = backend.grad(lambda p: loss([1, 0], p))(y_pred)
    np.testing.assert_allclose(gradient, [[1.0, -1.0], [0.0, 0.0]], atol=1e-6)


def test_a_column_of_labels_is_fine():
    value = losses.sparse_categorical_crossentropy([[1], [2]], PROBABILITIES)
    assert value.shape == (2,)


def test_one_hot_labels_for_a_sparse_loss_are_refused():
    with pytest.raises(ShapeError, match="For one-hot labels use `categorical_crossentropy`"):
        losses.SparseCategoricalCrossentropy()(ONE_HOT, PROBABILITIES)


def test_sparse_labels_of_another_length_are_refused():
    with pytest.raises(ShapeError, match=r"without its classes, got \(3,\) and \(2, 3\)"):
        losses.sparse_categorical_crossentropy([0, 1, 2], PROBABILITIES)


def test_numbers_of_classes_for_a_one_hot_loss_are_refused():
    with pytest.raises(ShapeError, match="use a `sparse_` loss or one-hot labels"):
        losses.CategoricalCrossentropy()([1, 2], PROBABILITIES)


def test_a_single_class_is_warned_of():
    with pytest.warns(SyntaxWarning, match="has one class to choose from .* `binary_crossent"):
        losses.categorical_crossentropy([[1.0]], [[0.3]])
