"""Attention."""

import numpy as np
import pytest

from deepkit import layers
from tests.onnx._running import agree, kinds

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(3, 5, 4)).astype("float32")
Y = RANDOM.normal(size=(3, 6, 2)).astype("float32")
MASK = RANDOM.random((3, 5)) < 0.5
MASK[0] = False  # nothing is seen at all


def test_it_is_products_of_matrices_and_one_softmax(tmp_path):
    layer = layers.MultiHeadAttention(2, 3)
    found = kinds(agree(lambda x, y: layer(x, y), [X, Y], tmp_path))
    assert (found.count("MatMul"), found.count("Softmax")) == (6, 1)


@pytest.mark.parametrize("options", [{}, {"value_dim": 2}, {"use_gate": True}, {"use_bias": False}])
@pytest.mark.parametrize("name", ["query_mask", "value_mask", "key_mask"])
def test_masks_hide_what_they_hide_in_the_model(options, name, tmp_path):
    layer = layers.MultiHeadAttention(2, 3, **options)
    agree(lambda x, mask: layer(x, x, **{name: mask}), [X, MASK], tmp_path)


def test_what_comes_later_is_not_seen(tmp_path):
    layer = layers.MultiHeadAttention(2, 3)
    agree(lambda x: layer(x, x, use_causal_mask=True), [X], tmp_path)
    agree(lambda x: layer(x, x, use_causal_mask=True), [X], tmp_path, free=(0, 1))


def test_steps_may_be_open_and_differ(tmp_path):
    layer = layers.MultiHeadAttention(2, 3)
    agree(lambda x, y: layer(x, y), [X, Y], tmp_path, free=(0, 1))


def test_a_window_is_written_as_it_is_computed(tmp_path):
    layer = layers.MultiHeadAttention(2, 3, sliding_window=2)
    agree(lambda x: layer(x, x), [X], tmp_path)
