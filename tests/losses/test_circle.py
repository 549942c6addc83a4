"""The circle loss, by hand."""

import math

import numpy as np
import pytest

from deepkit import losses

EMBEDDINGS = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]]


def slow(labels, x, gamma, margin):
    """Follow the formula, pair by pair."""
    result = []
    for i, a in enumerate(x):
        near, far = 0.0, 0.0
        for j, b in enumerate(x):
            d = max(1 - float(np.dot(a, b)), 0.0)
            if i != j and labels[i] == labels[j]:
                near += math.exp(gamma * (margin + d) * (d - margin))
            elif labels[i] != labels[j]:
                far += math.exp(gamma * max(1 + margin - d, 0.0) * (1 - margin - d))
        result.append(math.log1p(near * far))
    return result


def test_the_loss_is_that_of_the_formula_pair_by_pair():
    x = np.array([[0.6, 0.8], [0.8, 0.6], [1.0, 0.0], [0.0, 1.0]], "float32")
    value = losses.circle([0, 0, 1, 1], x, gamma=2.0, margin=0.3)
    np.testing.assert_allclose(value, slow([0, 0, 1, 1], x, 2.0, 0.3), rtol=1e-5)


def test_samples_alone_in_their_class_are_left_out_of_the_mean():
    loss = losses.Circle(gamma=1.0)
    values = losses.circle([0, 0, 1], EMBEDDINGS, gamma=1.0)
    assert float(values[2]) == 0.0
    assert float(loss([0, 0, 1], EMBEDDINGS)) == pytest.approx(float(values[:2].mean()))


def test_other_embeddings_may_be_the_references():
    value = losses.circle(
        [0], [[1.0, 0.0]], ref_labels=[0, 1], ref_embeddings=EMBEDDINGS[:2],
        remove_diagonal=False, gamma=1.0, margin=0.4,
    )  # fmt: skip
    assert float(value[0]) == pytest.approx(math.log1p(math.exp(-0.16) * math.exp(-0.16)))


def test_a_gamma_that_is_not_positive_is_refused():
    with pytest.raises(ValueError, match=r"`gamma` must be > 0, got 0\."):
        losses.Circle(gamma=0)
