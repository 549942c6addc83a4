"""Adadelta against its equations."""

import numpy as np
import pytest

from deepkit.optimizers import Adadelta
from tests.optimizers._stepping import GRADIENTS, START, after


def test_the_step_has_the_size_of_the_steps_before():
    w, a, b = START, 0.0, 0.0
    for g in GRADIENTS:
        a = 0.9 * a + 0.1 * g**2
        d = -np.sqrt(b + 1e-3) / np.sqrt(a + 1e-3) * g
        b = 0.9 * b + 0.1 * d**2
        w = w + 0.5 * d
    np.testing.assert_allclose(after(Adadelta(0.5, 0.9, 1e-3)), w, rtol=1e-5)


def test_a_rho_of_one_is_refused():
    with pytest.raises(ValueError, match=r"`rho` must be < 1, got 1"):
        Adadelta(rho=1)
