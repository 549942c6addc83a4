"""Dice and Tversky, by hand."""

import numpy as np
import pytest

from deepkit import losses

TRUE, PRED = [[1.0, 1.0, 0.0, 0.0]], [[1.0, 0.5, 0.5, 0.0]]


def test_dice_compares_the_overlap_with_both_sizes():
    assert float(losses.dice(TRUE, PRED)) == pytest.approx(1 - 2 * 1.5 / (2 + 2))


def test_dice_of_each_sample_keeps_the_batch():
    loss = losses.Dice(axis=-1, reduction="none")
    np.testing.assert_allclose(loss(TRUE * 2, [*PRED, *TRUE]), [0.25, 0.0], atol=1e-6)


def test_a_dice_of_the_whole_batch_takes_no_shape_from_weights():
    assert float(losses.Dice()(TRUE, PRED, sample_weight=[2.0])) == pytest.approx(0.5)


def test_tversky_prices_missed_and_false_pixels():
    value = losses.tversky(TRUE, PRED, alpha=1.0, beta=3.0)  # both 1.5, missed 0.5, false 0.5
    assert float(value) == pytest.approx(1 - 1.5 / (1.5 + 0.5 + 1.5))


def test_tversky_with_halves_is_dice():
    assert float(losses.Tversky()(TRUE, PRED)) == pytest.approx(float(losses.Dice()(TRUE, PRED)))


@pytest.mark.parametrize("name", ["alpha", "beta"])
def test_negative_prices_are_refused(name):
    with pytest.raises(ValueError, match=rf"`{name}` must be >= 0, got -0\.1"):
        losses.Tversky(**{name: -0.1})
