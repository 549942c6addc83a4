"""The cosine loss, by hand."""

import numpy as np

from deepkit import losses


def test_equal_directions_are_minus_one_and_opposite_ones_plus_one():
    y_true = [[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]
    y_pred = [[3.0, 0.0], [0.0, 2.0], [-1.0, 0.0]]
    np.testing.assert_allclose(losses.cosine_similarity(y_true, y_pred), [-1, 0, 1], atol=1e-6)


def test_vectors_may_lie_along_another_axis():
    loss = losses.CosineSimilarity(axis=0, reduction="none")
    np.testing.assert_allclose(loss([[3.0, 1.0], [4.0, 0.0]], [[1.0, 2.0], [0.0, 0.0]]), [-0.6, -1])


def test_a_vector_of_zeros_has_similarity_zero():
    assert float(losses.CosineSimilarity()([[0.0, 0.0]], [[1.0, 2.0]])) == 0.0
