"""Binary crossentropies, by hand."""

import math

import numpy as np
import pytest

from deepkit import losses


def test_the_loss_is_the_surprise_at_what_is_true():
    value = losses.binary_crossentropy([[1.0, 0.0]], [[0.25, 0.5]])
    assert float(value[0]) == pytest.approx((math.log(4) + math.log(2)) / 2)


def test_certain_and_wrong_answers_cost_the_logarithm_of_epsilon():
    value = losses.binary_crossentropy([[1.0], [1.0]], [[0.0], [1.0]])
    np.testing.assert_allclose(value, [-math.log(1e-7), 0.0], atol=2e-7)


def test_logits_far_from_zero_are_exact():
    loss = losses.BinaryCrossentropy(from_logits=True, reduction="none")
    np.testing.assert_allclose(
        loss([[1.0], [0.0]], [[-90.0], [2.0]]), [90.0, math.log1p(math.e**2)]
    )


def test_smoothed_labels_are_drawn_towards_a_half():
    loss = losses.BinaryCrossentropy(label_smoothing=0.2)
    expected = -(0.9 * math.log(0.8) + 0.1 * math.log(0.2))
    assert float(loss([[1.0]], [[0.8]])) == pytest.approx(expected)


def test_easy_examples_count_little_in_the_focal_loss():
    value = losses.binary_focal_crossentropy([[1.0], [0.0]], [[0.75], [0.75]], gamma=2.0)
    np.testing.assert_allclose(value, [math.log(4 / 3) / 16, math.log(4) * 9 / 16], rtol=1e-6)


def test_balancing_weighs_ones_by_alpha_and_zeros_by_the_rest():
    loss = losses.BinaryFocalCrossentropy(
        apply_class_balancing=True, alpha=0.25, gamma=0.0, reduction="none"
    )
    expected = [0.25 * math.log(2), 0.75 * math.log(2)]
    np.testing.assert_allclose(loss([[1.0], [0.0]], [[0.5], [0.5]]), expected, rtol=1e-6)


@pytest.mark.parametrize("wrong", [-0.25, 1.5])
def test_an_alpha_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match="`alpha` must be between 0 and 1, got"):
        losses.BinaryFocalCrossentropy(alpha=wrong)


def test_a_negative_gamma_is_refused():
    with pytest.raises(ValueError, match=r"`gamma` must be >= 0, got -1\.0\."):
        losses.binary_focal_crossentropy([[1.0]], [[0.5]], gamma=-1.0)


def test_smoothing_out_of_range_is_refused_at_the_door():
    with pytest.raises(ValueError, match="`label_smoothing` must be between 0 and 1, got 2"):
        losses.BinaryCrossentropy(label_smoothing=2)
