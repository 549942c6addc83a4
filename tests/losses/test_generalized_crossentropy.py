"""The loss that forgives wrong labels, by hand."""

import math

import pytest

from deepkit import losses


def test_the_loss_is_a_power_of_the_right_probability():
    value = losses.categorical_generalized_cross_entropy([1, 0], [[0.75, 0.25], [1.0, 0.0]], q=0.5)
    assert value.tolist() == [1.0, 0.0]


def test_a_small_q_comes_near_to_crossentropy():
    loss = losses.CategoricalGeneralizedCrossEntropy(q=0.001)
    assert float(loss([1], [[0.5, 0.5]])) == pytest.approx(math.log(2), rel=1e-3)


@pytest.mark.parametrize("q", [0, 1, -0.5])
def test_a_q_out_of_range_is_refused(q):
    with pytest.raises(ValueError, match="`q` must be between 0 and 1, both excluded, got"):
        losses.CategoricalGeneralizedCrossEntropy(q=q)
