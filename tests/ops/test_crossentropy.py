"""Cross-entropies: formulas, certainty, classes out of range, half precision."""

import math

import numpy as np
import pytest

import deepkit
from deepkit import ops
from deepkit.errors import ShapeError


def test_a_half_surprises_by_log_two():
    assert ops.binary_crossentropy([1.0, 0.0], [0.5, 0.5]).tolist() == pytest.approx(
        [math.log(2)] * 2
    )
    assert ops.binary_crossentropy([1.0], [0.0], from_logits=True).tolist() == pytest.approx(
        [math.log(2)]
    )


def test_far_logits_keep_small_losses_and_gradients():
    loss = ops.binary_crossentropy([1.0, 0.0], [20.0, 20.0], from_logits=True)
    assert loss.tolist() == pytest.approx([math.exp(-20), 20.0], rel=1e-5)
    gradient = deepkit.grad(lambda x: ops.sum(ops.binary_crossentropy([1.0], x, from_logits=True)))
    assert gradient(np.zeros(1, "float32")).tolist() == [-0.5]


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
def test_certainty_costs_a_finite_amount_in_every_precision(dtype):
    loss = ops.binary_crossentropy(ops.cast([1.0, 0.0], dtype), ops.cast([0.0, 1.0], dtype))
    assert loss.dtype == dtype
    assert loss.tolist() == pytest.approx([-math.log(1e-7)] * 2, rel=2e-2)


def test_probabilities_are_scaled_to_sum_to_one():
    loss = ops.categorical_crossentropy([[0.0, 1.0]], [[2.0, 6.0]])
    assert loss.tolist() == pytest.approx([-math.log(0.75)])


def test_labels_and_their_vectors_cost_the_same(random):
    logits = random.normal(size=(4, 3)).astype("float32")
    labels = np.array([0, 2, 1, 1])
    sparse = ops.sparse_categorical_crossentropy(labels, logits, from_logits=True)
    dense = ops.categorical_crossentropy(np.eye(3)[labels], logits, from_logits=True)
    np.testing.assert_allclose(sparse, dense, rtol=1e-6)


def test_a_label_of_no_class_costs_nothing():
    loss = ops.sparse_categorical_crossentropy([-1, 5], np.zeros((2, 3)), from_logits=True)
    assert loss.tolist() == [0.0, 0.0]


def test_classes_may_lie_along_another_axis(random):
    logits = random.normal(size=(2, 3, 4)).astype("float32")
    labels = np.array([[0, 1, 2, 0], [1, 1, 0, 2]])
    turned = ops.sparse_categorical_crossentropy(labels, logits, from_logits=True, axis=1)
    usual = ops.sparse_categorical_crossentropy(labels, logits.transpose(0, 2, 1), from_logits=True)
    np.testing.assert_allclose(turned, usual, rtol=1e-6)


@pytest.mark.parametrize("name", ["binary_crossentropy", "categorical_crossentropy"])
def test_shapes_must_be_the_same(name):
    with pytest.raises(ShapeError, match=r"must have the same shape, got \(2, 1\) and \(2, 3\)"):
        getattr(ops, name)(np.ones((2, 1)), np.ones((2, 3)))


def test_labels_have_one_axis_less_than_scores():
    with pytest.raises(ShapeError, match=r"without the classes, got \(2, 2\) and \(2, 2\)"):
        ops.sparse_categorical_crossentropy(np.zeros((2, 2), int), np.ones((2, 2)))
