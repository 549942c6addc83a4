"""Layers that walk along sequences."""

import numpy as np
import pytest

import deepkit
from deepkit import layers
from deepkit.errors import SavingError
from tests.onnx._running import agree, kinds, written

X = np.random.default_rng(0).normal(size=(3, 5, 4)).astype("float32")
NODES = {"LSTM": "LSTM", "GRU": "GRU", "SimpleRNN": "RNN"}


@pytest.mark.parametrize("name", NODES)
@pytest.mark.parametrize("backwards", [False, True])
def test_a_layer_is_one_node(name, backwards, tmp_path):
    layer = getattr(layers, name)(
        3, return_sequences=True, return_state=True, go_backwards=backwards,
        bias_initializer="random_normal",
    )  # fmt: skip
    model = agree(layer, [X], tmp_path)
    assert NODES[name] in kinds(model)
    assert "Scan" not in kinds(model)


def test_a_sequence_in_both_directions(tmp_path):
    forward, back = (layers.LSTM(3, return_sequences=True, go_backwards=b) for b in (False, True))

    def fn(x):
        return deepkit.ops.concatenate([forward(x), deepkit.ops.flip(back(x), 1)], axis=-1)

    assert kinds(agree(fn, [X], tmp_path)).count("LSTM") == 2


@pytest.mark.parametrize("options", [{"reset_after": False}, {"use_bias": False}])
def test_kinds_of_gru(options, tmp_path):
    assert "GRU" in kinds(agree(layers.GRU(3, **options), [X], tmp_path))


def test_first_states_are_inputs(tmp_path):
    states = [np.ones((3, 2), "float32"), np.full((3, 2), -1.0, "float32")]
    layer = layers.LSTM(2)
    model = agree(lambda x, h, c: layer(x, [h, c]), [X, *states], tmp_path)
    assert "LSTM" in kinds(model)


def test_a_cell_given_to_rnn_is_its_node(tmp_path):
    assert "GRU" in kinds(agree(layers.RNN(layers.GRUCell(2)), [X], tmp_path))


@pytest.mark.parametrize(
    "layer",
    [
        lambda: layers.LSTM(2, activation="gelu"),
        lambda: layers.RNN([layers.LSTMCell(2), layers.GRUCell(3)], return_sequences=True),
    ],
    ids=["activation", "stacked"],
)
def test_unusual_ones_are_loops(layer, tmp_path):
    assert "Scan" in kinds(agree(layer(), [X], tmp_path))


def test_a_mask_makes_a_loop(tmp_path):
    ids = np.array([[1, 0, 2, 0], [0, 0, 0, 0], [1, 2, 3, 4]], "int32")
    embed, walk = layers.Embedding(5, 3, mask_zero=True), layers.LSTM(2)
    model = deepkit.Sequential([embed, walk])
    assert "Scan" in kinds(agree(model, [ids], tmp_path))


def test_a_stateful_layer_is_refused():
    layer = layers.LSTM(2, stateful=True)
    layer(X)
    with pytest.raises(SavingError, match="is stateful, and an ONNX model keeps nothing"):
        written(layer, [X], free=())
