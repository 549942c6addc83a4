"""Products, distances and correlations."""

import numpy as np
import pytest

import deepkit
from deepkit import ops

A, B = np.array([[1.0, 2.0], [3.0, 4.0]], "float32"), np.array([[0, 1], [1, 0]], "int32")


def test_products_of_different_dtypes_are_of_the_wider():
    assert ops.matmul(A, B).tolist() == [[2.0, 1.0], [4.0, 3.0]]
    assert ops.matmul(B, B).dtype == "int32"
    assert ops.dot(A, [1, 1]).tolist() == [3.0, 7.0]


def test_axes_are_summed_by_name_or_number():
    assert ops.einsum("ij,ij->i", A, B).tolist() == [2.0, 3.0]
    assert float(ops.tensordot(A, B, axes=2)) == 5.0
    assert ops.tensordot(A, B, axes=[[0], [1]]).tolist() == [[3.0, 1.0], [4.0, 2.0]]
    assert ops.inner(A, [1.0, 0.0]).tolist() == [1.0, 3.0]


def test_every_pair_is_multiplied():
    assert ops.outer([1, 2], [3, 4]).tolist() == [[3, 4], [6, 8]]
    assert ops.kron([1, 2], [1, 0]).tolist() == [1, 0, 2, 0]
    assert float(ops.vdot(A, A)) == 30.0
    assert ops.cross([1, 0, 0], [0, 1, 0]).tolist() == [0, 0, 1]


def test_diagonals_are_read_and_summed():
    assert (float(ops.trace(A)), int(ops.trace(B.astype(bool), offset=1))) == (5.0, 1)
    assert ops.diagonal(A, offset=1).tolist() == [2.0]


def test_distances_have_a_gradient_even_at_zero():
    points = np.array([[0.0, 0.0], [3.0, 4.0]], "float32")
    assert ops.cdist(points, points).tolist() == [[0.0, 5.0], [5.0, 0.0]]
    gradient = deepkit.grad(lambda x: ops.sum(ops.cdist(x, points)))(points)
    np.testing.assert_allclose(gradient, [[-0.6, -0.8], [0.6, 0.8]], rtol=1e-6)


def test_correlations_agree_with_numpy(random):
    x = random.normal(size=(3, 20)).astype("float32")
    np.testing.assert_allclose(ops.corrcoef(x), np.corrcoef(x), atol=1e-6)


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
def test_shifted_products_agree_with_numpy(mode):
    first, second = [1.0, 2.0, 3.0], [0.0, 1.0, 0.5]
    np.testing.assert_allclose(
        ops.correlate(first, second, mode), np.correlate(first, second, mode)
    )
