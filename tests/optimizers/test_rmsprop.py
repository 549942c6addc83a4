"""RMSprop against its equations."""

import numpy as np
import pytest

from deepkit.optimizers import RMSprop
from tests.optimizers._stepping import GRADIENTS, START, after


@pytest.mark.parametrize("centered", [False, True])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_the_step_is_divided_by_the_recent_spread(centered, momentum):
    w, v, a, m = START, 0.0, 0.0, 0.0
    for g in GRADIENTS:
        v = 0.8 * v + 0.2 * g**2
        a = 0.8 * a + 0.2 * g if centered else 0.0
        m = momentum * m + 0.1 * g / np.sqrt(v - a**2 + 1e-3)
        w = w - m
    found = after(RMSprop(0.1, 0.8, momentum, 1e-3, centered))
    np.testing.assert_allclose(found, w, rtol=1e-5)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"rho": 1.0}, "`rho` must be < 1, got 1.0"),
        ({"momentum": -0.1}, "`momentum` must be >= 0, got -0.1"),
        ({"epsilon": -1.0}, "`epsilon` must be >= 0, got -1.0"),
    ],
)
def test_numbers_out_of_range_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        RMSprop(**wrong)
