"""Adam against its equations."""

import numpy as np
import pytest

from deepkit.optimizers import Adam
from tests.optimizers._stepping import GRADIENTS, START, after


@pytest.mark.parametrize("amsgrad", [False, True])
def test_the_step_is_the_mean_over_the_root_of_the_mean_square(amsgrad):
    w, m, v, largest = START, 0.0, 0.0, 0.0
    for t, g in enumerate(GRADIENTS, start=1):
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2
        largest = np.maximum(largest, v)
        divisor = np.sqrt(largest if amsgrad else v) + 1e-7
        w = w - 0.1 * np.sqrt(1 - 0.99**t) / (1 - 0.9**t) * m / divisor
    found = after(Adam(0.1, beta_2=0.99, amsgrad=amsgrad))
    np.testing.assert_allclose(found, w, rtol=1e-5)


def test_epsilon_is_added_to_the_uncorrected_root():
    # v = 0.001 * (1e-6)^2 = 1e-15, whose root 3.16e-8 is below epsilon.
    alpha, m, root = 0.1 * np.sqrt(0.001) / 0.1, 1e-7, np.sqrt(1e-15)
    found = after(Adam(0.1), np.array([[1e-6, 1e-6, 1e-6]]))
    np.testing.assert_allclose(found, START - alpha * m / (root + 1e-7), rtol=1e-5)


def test_half_precision_weights_move_although_beta_2_rounds_to_one():
    optimizer = Adam(0.1)
    weight = np.ones(2, "float16")
    state = optimizer.init_state({"w": weight})
    params, _ = optimizer.apply_state({"w": weight}, {"w": weight}, state)
    np.testing.assert_allclose(params["w"], [0.9, 0.9], rtol=1e-3)


@pytest.mark.parametrize("name", ["beta_1", "beta_2"])
def test_a_beta_of_one_is_refused(name):
    with pytest.raises(ValueError, match=f"`{name}` must be < 1, got 1.0"):
        Adam(**{name: 1.0})
