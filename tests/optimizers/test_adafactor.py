"""Adafactor against its equations."""

import numpy as np
import pytest

from deepkit.backend import Variable
from deepkit.optimizers import Adafactor
from tests.optimizers._stepping import GRADIENTS, START, after


def rms(x):
    return np.sqrt(np.mean(x**2))


def moved(w, g, v, t):
    d = g / np.sqrt(v)
    d = d / max(1.0, rms(d))
    return w - max(1e-3, rms(w)) * min(0.1, 1 / np.sqrt(t)) * d


def test_a_vector_is_divided_by_the_root_of_its_mean_square():
    w, v = START, 0.0
    for t, g in enumerate(GRADIENTS + 0.1, start=1):
        b = 1 - t**-0.8
        v = b * v + (1 - b) * (g**2 + 1e-30)
        w = moved(w, g, v, t)
    np.testing.assert_allclose(after(Adafactor(0.1), GRADIENTS + 0.1), w, rtol=1e-5)


def test_a_matrix_is_divided_by_what_its_rows_and_columns_say(random):
    w, r, c = random.normal(size=(3, 4)), 0.0, 0.0
    variable, optimizer = Variable(w.astype("float32")), Adafactor(0.1)
    for t in (1, 2, 3):
        g, b = random.normal(size=(3, 4)), 1 - t**-0.8
        r = b * r + (1 - b) * (g**2).mean(axis=1)
        c = b * c + (1 - b) * (g**2).mean(axis=0)
        w = moved(w, g, np.outer(r, c) / r.mean(), t)
        optimizer.apply([g], [variable])
    np.testing.assert_allclose(variable.numpy(), w, rtol=1e-5)


def test_it_is_not_for_single_rows():
    assert not Adafactor.row_wise


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"beta_2_decay": 0.8}, "`beta_2_decay` must be <= 0, got 0.8"),
        ({"clip_threshold": 0.0}, "`clip_threshold` must be > 0, got 0.0"),
        ({"epsilon_1": -1.0}, "`epsilon_1` must be >= 0, got -1.0"),
    ],
)
def test_numbers_out_of_range_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        Adafactor(**wrong)
