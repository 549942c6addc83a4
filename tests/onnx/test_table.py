"""The table of layers."""

import numpy as np
import pytest

from deepkit import Sequential, layers
from deepkit.onnx._table import BY_CALL, EMITTERS, stays_whole
from tests.onnx._running import agree

MADE = {
    layers.Bidirectional: lambda: layers.Bidirectional(layers.LSTM(2)),
    layers.Embedding: lambda: layers.Embedding(9, 2),
    layers.MultiHeadAttention: lambda: twice(layers.MultiHeadAttention(2, 2)),
    layers.MultiHot: lambda: layers.MultiHot(9),
    layers.RNN: lambda: layers.RNN(layers.GRUCell(2)),
    layers.TimeDistributed: lambda: layers.TimeDistributed(layers.Dense(2)),
    **{kind: lambda kind=kind: kind(2) for kind in (layers.Dense, layers.GRU, layers.LSTM)},
    **{
        kind: lambda kind=kind: kind(2, 2) for kind in (layers.Conv1D, layers.Conv2D, layers.Conv3D)
    },
    layers.Activation: lambda: layers.Activation("sigmoid"),
    layers.SimpleRNN: lambda: layers.SimpleRNN(2),
}


def twice(layer):
    return lambda x: layer(x, x)


@pytest.mark.parametrize("dtype", ["int32", "uint8"])
@pytest.mark.parametrize("kind", EMITTERS, ids=lambda kind: kind.__name__)
def test_layers_take_whole_numbers_as_they_do_in_the_model(kind, dtype, tmp_path):
    rank = next((n for n in (3, 2) if f"{n}D" in kind.__name__), 1)
    x = np.random.default_rng(0).integers(0, 9, (3, *(4,) * rank, 3)).astype(dtype)
    layer = MADE.get(kind, kind)()
    layer(x)
    agree(layer, [x], tmp_path, batches=(3,))


class Own(layers.Layer):
    """A layer of a user's."""

    def call(self, x):
        return x


class Around(layers.Layer):
    """One with a layer in it."""

    def __init__(self):
        super().__init__()
        self.inner = layers.Dense(2)


class Denser(layers.Dense):
    """One that may compute anything."""


def test_layers_with_an_emitter_stay_whole():
    assert stays_whole(layers.LSTM(2))
    assert layers.LSTM in EMITTERS


def test_layers_that_say_best_themselves_what_they_compute_do_not():
    assert not stays_whole(layers.Add())
    assert layers.Add in BY_CALL


def test_layers_of_a_user_stay_whole_if_there_are_none_within():
    assert stays_whole(Own())
    assert stays_whole(Denser(2))
    assert not stays_whole(Around())
    assert not stays_whole(Sequential([layers.Dense(2)]))
