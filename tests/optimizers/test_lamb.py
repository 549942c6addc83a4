"""LAMB against its equations."""

import numpy as np
import pytest

from deepkit.optimizers import Lamb
from tests.optimizers._stepping import GRADIENTS, START, after


def test_the_step_is_in_proportion_to_the_weights():
    w, m, v = START, 0.0, 0.0
    for t, g in enumerate(GRADIENTS, start=1):
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2
        d = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.99**t)) + 1e-7)
        w = w - 0.1 * np.linalg.norm(w) / np.linalg.norm(d) * d
    np.testing.assert_allclose(after(Lamb(0.1, beta_2=0.99)), w, rtol=1e-5)


def test_without_a_gradient_nothing_is_divided_by_zero():
    np.testing.assert_array_equal(after(Lamb(0.1), np.zeros((1, 3))), START)


def test_it_is_not_for_single_rows():
    assert not Lamb.row_wise


def test_a_beta_of_one_is_refused():
    with pytest.raises(ValueError, match=r"`beta_2` must be < 1, got 1"):
        Lamb(beta_2=1)
