"""Programs written operation by operation: functions of models of all kinds."""

import sys

import numpy as np
import pytest

import deepkit
from deepkit import layers, ops
from deepkit.errors import SavingError
from tests.onnx._running import agree, kinds, written

X = np.random.default_rng(0).normal(size=(3, 5, 4)).astype("float32")


class Mix(deepkit.Model):
    """A model that computes in `call`, with operations beside layers."""

    def __init__(self):
        super().__init__()
        self.walk, self.out = layers.GRU(3, return_sequences=True), layers.Dense(2)

    def call(self, x):
        y = self.walk(x)
        return {"mean": self.out(ops.mean(y, axis=1)), "top": ops.max(y, axis=(1, 2)) * 2}


class Scale(layers.Layer):
    """A layer of operations that ONNX has."""

    def build(self, shape):
        self.factor = self.add_weight((shape[-1],), "ones", name="factor")

    def call(self, x):
        return x * self.factor + ops.cumsum(x, axis=1)


class Cube(layers.Layer):
    """A layer with one that it has not."""

    def call(self, x):
        return ops.cumprod(x, axis=1)


def test_a_model_that_computes_in_call(tmp_path):
    assert "GRU" in kinds(agree(Mix(), [X], tmp_path))


def test_a_model_drawn_with_operations_and_models_within(tmp_path):
    x = deepkit.Input((5, 4))
    inner = deepkit.Sequential([layers.Dense(3, activation="tanh"), layers.LayerNormalization()])
    y = ops.concatenate([inner(x), x[:, :, :1] * 2], axis=-1)
    model = deepkit.Model(x, [layers.Flatten()(y), ops.sum(y, axis=-1)])
    found = kinds(agree(model, [X], tmp_path))
    assert {"MatMul", "LayerNormalization", "Concat"} <= set(found)


def test_a_layer_of_a_user_is_written_as_it_is_computed(tmp_path):
    agree(Scale(), [X], tmp_path)


def test_masks_travel_through_models(tmp_path):
    ids = np.array([[1, 0, 2], [0, 0, 0]], "int32")
    x = deepkit.Input((3,), dtype="int32")
    y = layers.Embedding(5, 3, mask_zero=True)(x)
    model = deepkit.Model(x, layers.GlobalAveragePooling1D()(layers.Dropout(0.5)(y)))
    agree(model, [ids], tmp_path)


def test_a_model_in_half_precision_is_written_in_single(tmp_path):
    model = deepkit.Sequential([layers.Dense(3, dtype="mixed_bfloat16")])
    model(X)
    found = written(model, [X])
    assert "Cast" not in kinds(found)


def test_every_kind_of_layer_may_compute_in_half_precision(tmp_path):
    policy = "mixed_bfloat16"
    x = deepkit.Input((5, 4))
    y = layers.Conv1D(4, 3, padding="same", dtype=policy)(x)
    y = layers.LayerNormalization(dtype=policy)(
        layers.LSTM(4, return_sequences=True, dtype=policy)(y)
    )
    y = layers.MultiHeadAttention(2, 2, dtype=policy)(y, y)
    y = layers.GlobalMaxPooling1D(dtype=policy)(layers.BatchNormalization(dtype=policy)(y))
    model = deepkit.Model(x, layers.Dense(2, dtype="float32")(y))
    agree(model, [X], tmp_path, atol=2e-2)


def test_layers_may_be_called_by_the_names_of_their_arguments(tmp_path):
    norm, bags, attend = (
        layers.BatchNormalization(),
        layers.MultiHot(4),
        layers.MultiHeadAttention(1, 2),
    )
    ids = np.array([[0, 3], [1, 1], [2, -1]], "int32")

    def fn(x, ids):
        y = attend(query=norm(inputs=x), value=x)
        return [y, layers.ReLU()(inputs=x), bags(weights=ids * 2, inputs=ids)]

    agree(fn, [X, ids], tmp_path)


def test_an_operation_without_counterpart_is_named():
    with pytest.raises(SavingError, match="the operation `cumprod` of JAX has no counterpart"):
        written(lambda x: ops.cumprod(x, axis=1), [X])


def test_a_layer_without_counterpart_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "jax2onnx", None)
    with pytest.raises(SavingError, match=r"Layer 'odd' \(Cube\) cannot be written as ONNX"):
        written(Cube(name="odd"), [X])
