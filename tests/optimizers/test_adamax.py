"""Adamax against its equations."""

import numpy as np
import pytest

from deepkit.optimizers import Adamax
from tests.optimizers._stepping import GRADIENTS, START, after


def test_the_step_is_the_mean_over_the_largest_recent_gradient():
    w, m, u = START, 0.0, 0.0
    for t, g in enumerate(GRADIENTS, start=1):
        m = 0.9 * m + 0.1 * g
        u = np.maximum(0.8 * u, np.abs(g))
        w = w - 0.1 / (1 - 0.9**t) * m / (u + 1e-7)
    np.testing.assert_allclose(after(Adamax(0.1, beta_2=0.8)), w, rtol=1e-5)


def test_a_negative_beta_is_refused():
    with pytest.raises(ValueError, match=r"`beta_1` must be >= 0, got -0.1"):
        Adamax(beta_1=-0.1)
