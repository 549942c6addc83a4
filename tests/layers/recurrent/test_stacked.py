"""Cells one on the other."""

import numpy as np
import pytest

from deepkit.layers import LSTM, RNN, GRUCell, LSTMCell, SimpleRNN, SimpleRNNCell, StackedRNNCells

X = np.random.default_rng(1).normal(size=(2, 4, 3)).astype("float32")


def test_stacked_cells_give_what_stacked_layers_give():
    stacked = RNN([LSTMCell(4), SimpleRNNCell(5)])
    y = stacked(X)
    first, second = LSTM(4, return_sequences=True), SimpleRNN(5)
    second(first(X))
    first.set_weights(stacked.cell.cells[0].get_weights())
    second.set_weights(stacked.cell.cells[1].get_weights())
    np.testing.assert_allclose(y, second(first(X)), rtol=1e-5, atol=1e-6)


def test_the_states_of_each_cell_come_back():
    y, lstm, gru = RNN([LSTMCell(4), GRUCell(5)], return_state=True)(X)
    assert [state.shape for state in lstm] == [(2, 4), (2, 4)]
    np.testing.assert_array_equal(gru[0], y)


def test_a_mask_skips_steps_in_all_cells():
    layer = RNN([SimpleRNNCell(4), SimpleRNNCell(5)])
    y = layer(X[:, :2])
    mask = np.array([[True, True, False, False]] * 2)
    np.testing.assert_allclose(layer(X, mask=mask), y, rtol=1e-6)


def test_sizes_are_those_of_the_cells():
    cells = StackedRNNCells([LSTMCell(4), GRUCell(5)])
    assert (cells.state_size, cells.output_size) == ([[4, 4], 5], 5)


def test_weights_are_named_by_their_cell():
    layer = RNN([GRUCell(2, name="a"), GRUCell(2, name="b")], name="rnn")
    layer(X)
    kernels = [w.path for w in layer.weights if w.name == "kernel"]
    assert kernels == ["rnn/stacked_rnn_cells/a/kernel", "rnn/stacked_rnn_cells/b/kernel"]


@pytest.mark.parametrize("cells", [[], [LSTMCell(2), "cell"]])
def test_it_refuses_what_are_no_cells(cells):
    with pytest.raises(ValueError, match="`cells` must be cells with a `state_size` each"):
        StackedRNNCells(cells)
