"""Layers that walk from both ends: one node, or two where one cannot say it."""

import numpy as np
import onnxruntime
import pytest
from onnxruntime.quantization import QuantType, quantize_dynamic

import deepkit
from deepkit import layers
from deepkit.errors import SavingError
from deepkit.layers import GRU, LSTM, Bidirectional
from tests.onnx._running import agree, kinds, written

X = np.random.default_rng(0).normal(size=(3, 5, 4)).astype("float32")
NODES = {"LSTM": "LSTM", "GRU": "GRU", "SimpleRNN": "RNN"}
MODES = ["concat", "sum", "mul", "ave", None]
PUT_TOGETHER = {"concat": "Reshape", "sum": "ReduceSum", "mul": "ReduceProd", "ave": "ReduceMean"}


@pytest.mark.parametrize("name", NODES)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sequences", [False, True])
def test_a_layer_is_one_node(name, mode, sequences, tmp_path):
    options = {"return_sequences": sequences, "return_state": True, "bias_initializer": "uniform"}
    layer = Bidirectional(getattr(layers, name)(3, **options), merge_mode=mode)
    nodes = kinds(agree(layer, [X], tmp_path))
    assert nodes.count(NODES[name]) == 1
    assert PUT_TOGETHER.get(mode, "Split") in nodes
    assert "Scan" not in nodes


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sequences", [False, True])
def test_layers_of_two_kinds_are_two_nodes(mode, sequences, tmp_path):
    back = GRU(3, go_backwards=True, return_sequences=sequences, return_state=True)
    first = LSTM(3, return_sequences=sequences, return_state=True)
    layer = Bidirectional(first, merge_mode=mode, backward_layer=back)
    nodes = kinds(agree(layer, [X], tmp_path))
    assert (nodes.count("LSTM"), nodes.count("GRU"), nodes.count("Slice")) == (1, 1, 0)


def test_layers_of_two_sizes_are_two_nodes(tmp_path):
    layer = Bidirectional(LSTM(3), backward_layer=LSTM(2, go_backwards=True))
    assert kinds(agree(layer, [X], tmp_path)).count("LSTM") == 2


@pytest.mark.parametrize("sequences", [False, True])
def test_the_first_layer_may_be_the_one_from_the_end(sequences, tmp_path):
    back = LSTM(2, return_sequences=sequences)
    layer = Bidirectional(LSTM(2, go_backwards=True, return_sequences=sequences), "sum", None, back)
    assert kinds(agree(layer, [X], tmp_path)).count("LSTM") == 2


def test_one_of_the_layers_may_have_no_bias(tmp_path):
    back = LSTM(2, go_backwards=True, use_bias=False)
    layer = Bidirectional(LSTM(2, activation="relu"), backward_layer=back)
    assert kinds(agree(layer, [X], tmp_path)).count("LSTM") == 1
    bare = Bidirectional(GRU(2, use_bias=False))
    assert kinds(agree(bare, [X], tmp_path)).count("GRU") == 1


@pytest.mark.parametrize("back", [None, GRU(2, go_backwards=True)])
def test_first_states_are_inputs(back, tmp_path):
    layer = Bidirectional(LSTM(2), backward_layer=back)
    states = [np.full((3, 2), i, "float32") for i in range(4 if back is None else 3)]
    nodes = kinds(agree(lambda x, *given: layer(x, list(given)), [X, *states], tmp_path))
    assert nodes.count("LSTM") == 1
    assert "Scan" not in nodes


def test_both_axes_may_be_open(tmp_path):
    layer = Bidirectional(LSTM(2, return_sequences=True))
    assert "LSTM" in kinds(agree(layer, [X], tmp_path, free=(0, 1)))


@pytest.mark.parametrize(
    "layer",
    [
        lambda: Bidirectional(LSTM(2, activation="gelu")),
        lambda: Bidirectional(layers.RNN([layers.LSTMCell(2), layers.GRUCell(3)])),
        lambda: Bidirectional(layers.RNN(layers.SimpleRNNCell(2)), backward_layer=Own(2)),
    ],
    ids=["activation", "stacked", "own"],
)
def test_unusual_ones_are_loops(layer, tmp_path):
    assert "Scan" in kinds(agree(layer(), [X], tmp_path))


class Own(GRU):
    """A layer of a user's, which may compute anything."""

    def __init__(self, units):
        super().__init__(units, go_backwards=True)


def test_a_mask_makes_loops(tmp_path):
    ids = np.array([[1, 0, 2, 0], [0, 0, 0, 0], [1, 2, 3, 4]], "int32")
    embed = layers.Embedding(5, 3, mask_zero=True)
    model = deepkit.Sequential([embed, Bidirectional(LSTM(2, return_sequences=True))])
    assert kinds(agree(model, [ids], tmp_path)).count("Scan") == 2


def test_a_stateful_layer_is_refused():
    layer = Bidirectional(LSTM(2, stateful=True))
    layer(X)
    with pytest.raises(SavingError, match="is stateful, and an ONNX model keeps nothing"):
        written(layer, [X], free=())


def test_onnxruntime_makes_it_whole_numbers(tmp_path):
    layer = Bidirectional(LSTM(16, return_sequences=True))
    source = deepkit.Input((5, 4), name="x")
    model = deepkit.Model(source, layers.TimeDistributed(layers.Dense(3))(layer(source)))
    model.export(tmp_path / "m.onnx", format="onnx")
    small = tmp_path / "small.onnx"
    quantize_dynamic(tmp_path / "m.onnx", small, weight_type=QuantType.QInt8)
    session = onnxruntime.InferenceSession(small)
    [found] = session.run(None, {"x": X})
    np.testing.assert_allclose(found, model(X), atol=0.1)
