"""Dense layers and lookups."""

import numpy as np

import deepkit
from deepkit import layers
from tests.onnx._running import agree, kinds

X = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")


def test_a_dense_layer_is_matmul_and_add(tmp_path):
    layer = layers.Dense(2, activation="relu")
    layer(X)
    model = agree(layer, [X], tmp_path, variables=layer.variables)
    assert kinds(model) == ["MatMul", "Add", "Relu"]
    assert {each.name for each in model.graph.initializer} == {v.path for v in layer.variables}


def test_a_layer_used_twice_has_its_weights_once(tmp_path):
    layer = layers.Dense(4)
    model = agree(lambda x: layer(layer(x)), [X], tmp_path)
    assert len(model.graph.initializer) == 2


def test_an_embedding_is_a_lookup(tmp_path):
    ids = np.array([[0, 4, 2]], "int32")
    assert kinds(agree(layers.Embedding(5, 3), [ids], tmp_path)) == ["Gather"]


def test_weights_are_shared_between_lookup_and_product(tmp_path):
    table = layers.Embedding(5, 3)

    def fn(ids):
        return deepkit.ops.matmul(table(ids), deepkit.ops.transpose(table.embeddings))

    agree(fn, [np.array([[0, 4, 2]], "int32")], tmp_path)


def test_numbers_out_of_range_count_nowhere(tmp_path):
    bags = np.array([[0, 2, 2, -1, 9]], "int32")
    assert kinds(agree(layers.MultiHot(3), [bags], tmp_path))[-1] == "ReduceSum"
