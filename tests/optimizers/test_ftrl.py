"""FTRL against its equations."""

import numpy as np
import pytest

from deepkit.optimizers import Ftrl
from tests.optimizers._stepping import GRADIENTS, START, after

PENALTIES = {
    "l1_regularization_strength": 0.1,
    "l2_regularization_strength": 0.2,
    "l2_shrinkage_regularization_strength": 0.3,
    "beta": 0.4,
}


@pytest.mark.parametrize("power", [-0.5, -0.7, 0.0])
def test_the_weight_is_the_minimizer_of_the_penalized_sum(power):
    w, z, n = START, 0.0, 0.1
    for g in GRADIENTS:
        old, n = n, n + g**2
        z = z + g + 2 * 0.3 * w - (n**-power - old**-power) / 0.5 * w
        w = (np.clip(z, -0.1, 0.1) - z) / (n**-power / 0.5 + 2 * (0.2 + 0.4 / (2 * 0.5)))
    found = after(Ftrl(0.5, power, 0.1, **PENALTIES))
    np.testing.assert_allclose(found, w, rtol=1e-5, atol=1e-7)


def test_l1_makes_weights_exactly_zero():
    found = after(Ftrl(0.5, l1_regularization_strength=100.0))
    np.testing.assert_array_equal(found, [0.0, 0.0, 0.0])


def test_a_weight_without_any_gradient_stays_where_there_is_nothing_to_divide_by():
    found = after(Ftrl(0.5, initial_accumulator_value=0.0), np.zeros((1, 3)))
    np.testing.assert_array_equal(found, START)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"learning_rate": 0.0}, "`learning_rate` must be > 0, got 0"),
        ({"learning_rate_power": 0.5}, "`learning_rate_power` must be <= 0, got 0.5"),
        ({"beta": -1.0}, "`beta` must be >= 0, got -1.0"),
        ({"initial_accumulator_value": -1.0}, "`initial_accumulator_value` must be >= 0"),
        *(({name: -1.0}, f"`{name}` must be >= 0, got -1.0") for name in list(PENALTIES)[:3]),
    ],
)
def test_numbers_out_of_range_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        Ftrl(**wrong)
