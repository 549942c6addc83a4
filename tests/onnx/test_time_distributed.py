"""Layers applied to each step: rows of a larger batch, or the layer as it is."""

import numpy as np
import pytest

import deepkit
from deepkit import layers, ops
from deepkit.layers import TimeDistributed
from tests.onnx._running import agree, kinds

random = np.random.default_rng(0)
STEPS = random.normal(size=(3, 4, 5)).astype("float32")
SERIES = random.normal(size=(3, 4, 6, 2)).astype("float32")
IMAGES = random.normal(size=(3, 2, 6, 6, 2)).astype("float32")

DIRECT = {
    "activation": lambda: layers.Activation("softmax"),
    "dense": lambda: layers.Dense(2, activation="tanh"),
    "relu": layers.ReLU,
}
FOLDED = {
    "batch normalization": (layers.BatchNormalization, IMAGES, "Mul"),
    "bidirectional": (lambda: layers.Bidirectional(layers.GRU(2)), SERIES, "GRU"),
    "convolution": (lambda: layers.Conv2D(3, 3, padding="same"), IMAGES, "Conv"),
    "global pooling": (layers.GlobalAveragePooling2D, IMAGES, "ReduceMean"),
    "layer normalization": (layers.LayerNormalization, SERIES, "LayerNormalization"),
    "layer normalization of steps": (lambda: layers.LayerNormalization(axis=1), SERIES, "Sqrt"),
    "lstm": (lambda: layers.LSTM(2, return_sequences=True), SERIES, "LSTM"),
    "pooling": (lambda: layers.MaxPooling2D(2), IMAGES, "MaxPool"),
    "softmax": (lambda: layers.Softmax(axis=1), SERIES, "Softmax"),
}


@pytest.mark.parametrize("name", DIRECT)
def test_a_layer_of_any_number_of_axes_is_applied_as_it_is(name, tmp_path):
    nodes = kinds(agree(TimeDistributed(DIRECT[name]()), [STEPS], tmp_path))
    assert "Reshape" not in nodes
    assert "Transpose" not in nodes


@pytest.mark.parametrize("name", FOLDED)
@pytest.mark.parametrize("free", [(0,), (0, 1)])
def test_steps_are_rows_of_a_larger_batch(name, free, tmp_path):
    make, x, node = FOLDED[name]
    nodes = kinds(agree(TimeDistributed(make()), [x], tmp_path, free=free))
    assert nodes.count(node) == 1
    assert "Scan" not in nodes


@pytest.mark.parametrize("axis", [0, -2, (0, 1)])
def test_a_layer_may_look_along_the_batch_of_each_step(axis, tmp_path):
    layer = TimeDistributed(layers.Softmax(axis=axis))
    model = agree(layer, [STEPS], tmp_path)
    assert "Softmax" not in kinds(model)


def test_a_model_within_may_look_along_the_batch_of_each_step(tmp_path):
    x = deepkit.Input((5,))
    inner = deepkit.Model(x, layers.Softmax(axis=0)(layers.Dense(2)(x)))
    agree(TimeDistributed(inner), [STEPS], tmp_path)


@pytest.mark.parametrize(
    "make",
    [
        lambda: layers.EinsumDense("ab,ac->cb", output_shape=(5,)),
        lambda: layers.LayerNormalization(axis=0),
    ],
)
def test_weights_may_be_those_of_rows_if_their_number_is_fixed(make, tmp_path):
    agree(TimeDistributed(make()), [STEPS], tmp_path, free=(), batches=(3,))


def test_ids_are_looked_up_as_they_are(tmp_path):
    ids = np.array([[[1, 2], [3, 0]]] * 3, "int32")
    assert kinds(agree(TimeDistributed(layers.Embedding(5, 2)), [ids], tmp_path)) == ["Gather"]


def test_several_outputs_have_steps_again(tmp_path):
    layer = TimeDistributed(layers.LSTM(2, return_state=True))
    assert len(agree(layer, [SERIES], tmp_path).graph.output) == 3


def test_a_model_within_is_written_layer_by_layer(tmp_path):
    inner = deepkit.Sequential(
        [
            layers.Conv2D(3, 3, padding="same"),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(2),
        ]
    )
    nodes = kinds(agree(TimeDistributed(inner), [IMAGES], tmp_path))
    assert [nodes.count(node) for node in ("Conv", "MaxPool", "MatMul", "Mul")] == [1, 1, 1, 0]


def test_a_model_with_functions_in_it_is_written_by_what_it_computes(tmp_path):
    source = deepkit.Input((5,))
    inner = deepkit.Model(source, source - ops.mean(source, axis=0))
    assert "ReduceSum" in kinds(agree(TimeDistributed(inner), [STEPS], tmp_path))


OF_FUNCTIONS = {
    "softmax of steps": lambda: layers.Activation(lambda v: ops.softmax(v, axis=1)),
    "centered rows": lambda: layers.Activation(lambda v: v - ops.mean(v, axis=0)),
    "dense": lambda: layers.Dense(2, activation=lambda v: ops.softmax(v, axis=1)),
    "model": lambda: deepkit.Sequential([layers.Dense(2, lambda v: v - ops.mean(v, axis=0))]),
}


@pytest.mark.parametrize("name", OF_FUNCTIONS)
def test_a_function_of_a_user_s_is_applied_to_each_step(name, tmp_path):
    agree(TimeDistributed(OF_FUNCTIONS[name]()), [SERIES if "steps" in name else STEPS], tmp_path)


def test_a_layer_of_a_user_is_written_by_what_it_computes(tmp_path):
    class Center(layers.Layer):
        def call(self, x):
            return x - ops.mean(x, axis=-1, keepdims=True)

    assert "Sub" in kinds(agree(TimeDistributed(Center()), [STEPS], tmp_path))


def test_a_mask_that_the_layer_does_not_take_is_no_hindrance(tmp_path):
    ids = np.array([[1, 0, 2], [3, 0, 0]], "int32")
    embed = layers.Embedding(5, 3, mask_zero=True)
    model = deepkit.Sequential([embed, TimeDistributed(layers.Dense(2))])
    assert "MatMul" in kinds(agree(model, [ids], tmp_path))


def test_a_mask_that_the_layer_takes_is_in_its_loop(tmp_path):
    layer, mask = TimeDistributed(layers.LSTM(2)), np.ones((3, 4, 6), bool)
    mask[:, 1, 3:] = False
    fn = lambda x, m: layer(x, mask=m)  # noqa: E731
    assert "Scan" in kinds(agree(fn, [SERIES, mask], tmp_path))
