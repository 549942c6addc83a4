"""The cell of the LSTM: one step by hand, the bias of the forget gate."""

import numpy as np
import pytest

from deepkit.layers import LSTMCell


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_a_step_is_the_formula():
    cell = LSTMCell(1)
    cell.build((None, 1))
    w, u, b = [[0.1, 0.2, 0.3, 0.4]], [[0.5, 0.6, 0.7, 0.8]], [0.01, 0.02, 0.03, 0.04]
    cell.set_weights([w, u, b])
    i, f, g, o = (2.0 * np.array(w) + 3.0 * np.array(u) + b)[0]  # x is 2, h is 3, c is 4
    c = sigmoid(f) * 4 + sigmoid(i) * np.tanh(g)
    y, states = cell(np.array([[2.0]]), [np.array([[3.0]]), np.array([[4.0]])])
    np.testing.assert_allclose(states[1], [[c]], rtol=1e-6)
    np.testing.assert_allclose(y, [[sigmoid(o) * np.tanh(c)]], rtol=1e-6)
    assert y is states[0]


@pytest.mark.parametrize(("open_gate", "expected"), [(True, [0, 1, 0, 0]), (False, [0, 0, 0, 0])])
def test_the_forget_gate_starts_open_unless_told(open_gate, expected):
    cell = LSTMCell(2, unit_forget_bias=open_gate)
    cell.build((None, 3))
    np.testing.assert_array_equal(cell.bias.numpy(), np.repeat(expected, 2))


def test_the_other_biases_start_as_told_beside_an_open_gate():
    cell = LSTMCell(1, bias_initializer="random_uniform")
    cell.build((None, 3))
    assert cell.bias.numpy()[1] == 1
    assert len(set(cell.bias.numpy())) == 4


def test_without_biases_there_are_two_weights():
    cell = LSTMCell(2, use_bias=False)
    cell.build((None, 3))
    assert [weight.name for weight in cell.weights] == ["kernel", "recurrent_kernel"]
