"""Recurrent layers that make their cell: its options are theirs."""

import copy

import pytest

from deepkit.layers import GRU, LSTM, SimpleRNN


@pytest.mark.parametrize("layer", [LSTM, GRU, SimpleRNN])
def test_the_options_of_the_cell_are_at_hand(layer):
    made = layer(3, dropout=0.1, kernel_regularizer="l2", dtype="bfloat16", trainable=False)
    assert (made.units, made.dropout) == (3, 0.1)
    assert made.kernel_regularizer is made.cell.kernel_regularizer
    assert (made.cell.dtype, made.cell.trainable) == ("bfloat16", False)


def test_weights_are_named_by_layer_and_cell():
    layer = LSTM(3, name="memory")
    layer.build((None, None, 2))
    assert layer.weights[0].path == "memory/lstm_cell/kernel"


def test_a_copy_has_a_cell_of_its_own():
    layer = LSTM(3)
    twin = copy.deepcopy(layer)
    assert twin.units == 3
    assert twin.cell is not layer.cell


def test_what_neither_has_is_said_to_be_missing():
    with pytest.raises(AttributeError, match="'LSTM' object has no attribute 'gates'"):
        _ = LSTM(3).gates
