"""Layers that walk along sequences."""

from deepkit.layers.recurrent._bidirectional import Bidirectional
from deepkit.layers.recurrent._gru import GRU
from deepkit.layers.recurrent._gru_cell import GRUCell
from deepkit.layers.recurrent._lstm import LSTM
from deepkit.layers.recurrent._lstm_cell import LSTMCell
from deepkit.layers.recurrent._rnn import RNN
from deepkit.layers.recurrent._simple_rnn import SimpleRNN
from deepkit.layers.recurrent._simple_rnn_cell import SimpleRNNCell
from deepkit.layers.recurrent._stacked import StackedRNNCells
from deepkit.layers.recurrent._time_distributed import TimeDistributed

__all__ = [
    "Bidirectional",
    "GRU",
    "GRUCell",
    "LSTM",
    "LSTMCell",
    "RNN",
    "SimpleRNN",
    "SimpleRNNCell",
    "StackedRNNCells",
    "TimeDistributed",
]
