"""Stochastic gradient descent against its equations."""

import numpy as np
import pytest

from deepkit.optimizers import SGD
from tests.optimizers._stepping import GRADIENTS, START, after


def test_the_step_is_the_rate_times_the_gradient():
    expected = START - 0.1 * GRADIENTS.sum(axis=0)
    np.testing.assert_allclose(after(SGD(0.1)), expected, rtol=1e-6)


@pytest.mark.parametrize("nesterov", [False, True])
def test_momentum_adds_a_part_of_the_last_step(nesterov):
    w, v = START, 0.0
    for g in GRADIENTS:
        v = 0.9 * v - 0.1 * g
        w = w + (0.9 * v - 0.1 * g if nesterov else v)
    np.testing.assert_allclose(after(SGD(0.1, 0.9, nesterov)), w, rtol=1e-6)


def test_without_momentum_nothing_is_remembered():
    assert SGD().init(np.ones(3)) == {}


def test_a_momentum_above_one_is_refused():
    with pytest.raises(ValueError, match=r"`momentum` must be between 0 and 1, got 1.5"):
        SGD(momentum=1.5)
