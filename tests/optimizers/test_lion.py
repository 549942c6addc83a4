"""Lion against its equations."""

import numpy as np
import pytest

from deepkit.optimizers import Lion
from tests.optimizers._stepping import GRADIENTS, START, after


def test_the_step_is_the_sign_of_the_momentum():
    w, m = START, 0.0
    for g in GRADIENTS:
        w = w - 0.1 * np.sign(0.9 * m + 0.1 * g)
        m = 0.99 * m + 0.01 * g
    np.testing.assert_allclose(after(Lion(0.1)), w, rtol=1e-6)


def test_a_beta_1_of_zero_is_refused():
    with pytest.raises(ValueError, match=r"`beta_1` must be > 0, got 0"):
        Lion(beta_1=0.0)
