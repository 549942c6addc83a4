"""The cell of the GRU: one step by hand, with the reset gate before and after the product."""

import numpy as np
import pytest

from deepkit.layers import GRUCell

W, U = np.array([[0.1, 0.2, 0.3]]), np.array([[0.5, 0.6, 0.7]])
B, R = np.array([0.01, 0.02, 0.03]), np.array([0.04, 0.05, 0.06])
X, H = 2.0, 3.0


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def step(cell, weights):
    cell.build((None, 1))
    cell.set_weights(weights)
    y, [h] = cell(np.array([[X]]), [np.array([[H]])])
    assert y is h
    return float(h[0, 0])


def test_the_reset_gate_comes_after_the_product():
    from_x, from_h = (X * W + B)[0], (H * U + R)[0]
    z, r = sigmoid(from_x[:2] + from_h[:2])
    g = np.tanh(from_x[2] + r * from_h[2])
    h = step(GRUCell(1), [W, U, np.stack([B, R])])
    assert h == pytest.approx(z * H + (1 - z) * g, rel=1e-6)


def test_the_reset_gate_may_come_before_the_product():
    from_x = (X * W + B)[0]
    z, r = sigmoid(from_x[:2] + (H * U)[0, :2])
    g = np.tanh(from_x[2] + r * H * U[0, 2])
    h = step(GRUCell(1, reset_after=False), [W, U, B])
    assert h == pytest.approx(z * H + (1 - z) * g, rel=1e-6)


@pytest.mark.parametrize("reset_after", [True, False])
def test_it_works_without_biases(reset_after):
    with_zeros = [W, U, 0 * (np.stack([B, R]) if reset_after else B)]
    expected = step(GRUCell(1, reset_after=reset_after), with_zeros)
    without = step(GRUCell(1, use_bias=False, reset_after=reset_after), [W, U])
    assert without == pytest.approx(expected, rel=1e-6)
