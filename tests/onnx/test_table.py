"""The table of layers."""

from deepkit import Sequential, layers
from deepkit.onnx._table import BY_CALL, EMITTERS, stays_whole


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
