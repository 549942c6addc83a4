"""Adagrad against its equations."""

import numpy as np
import pytest

from deepkit.optimizers import Adagrad
from tests.optimizers._stepping import GRADIENTS, START, after


def test_the_step_is_divided_by_the_root_of_all_squares():
    w, a = START, 0.2
    for g in GRADIENTS:
        a = a + g**2
        w = w - 0.1 * g / np.sqrt(a + 1e-7)
    found = after(Adagrad(0.1, initial_accumulator_value=0.2))
    np.testing.assert_allclose(found, w, rtol=1e-6)


def test_a_negative_first_accumulator_is_refused():
    with pytest.raises(ValueError, match=r"`initial_accumulator_value` must be >= 0, got -1"):
        Adagrad(initial_accumulator_value=-1)
