"""Nadam against its equations."""

import numpy as np
import pytest

from deepkit.optimizers import Nadam
from tests.optimizers._stepping import GRADIENTS, START, after


def test_the_step_looks_ahead_along_a_growing_momentum():
    def u(t):
        return 0.9 * (1 - 0.5 * 0.96**t)

    w, m, v, product = START, 0.0, 0.0, 1.0
    for t, g in enumerate(GRADIENTS, start=1):
        m, v, product = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2, product * u(t)
        ahead = u(t + 1) * m / (1 - product * u(t + 1)) + (1 - u(t)) * g / (1 - product)
        w = w - 0.1 * ahead / (np.sqrt(v / (1 - 0.99**t)) + 1e-7)
    np.testing.assert_allclose(after(Nadam(0.1, beta_2=0.99)), w, rtol=1e-5)


def test_all_variables_share_the_product_of_the_momenta():
    state = Nadam().init_state({"a": np.ones(2, "float32"), "b": np.ones(3, "float32")})
    assert state["shared"].keys() == {"u_product"}
    assert state["slots"]["a"].keys() == {"momentum", "velocity"}


def test_a_negative_epsilon_is_refused():
    with pytest.raises(ValueError, match=r"`epsilon` must be >= 0, got -1"):
        Nadam(epsilon=-1)
