"""Orthogonal matrices: their products with themselves, and that none is favored."""

import numpy as np
import pytest

from deepkit import initializers
from deepkit.errors import ShapeError


@pytest.mark.parametrize("shape", [(4, 4), (6, 3), (2, 3, 5)])
def test_columns_are_orthonormal_where_there_are_no_more_of_them_than_rows(shape):
    q = np.asarray(initializers.Orthogonal(seed=1)(shape)).reshape(-1, shape[-1])
    np.testing.assert_allclose(q.T @ q, np.eye(shape[-1]), atol=1e-6)


@pytest.mark.parametrize("shape", [(4, 4), (3, 6), (2, 2, 5)])
def test_rows_are_orthonormal_where_there_are_no_more_of_them_than_columns(shape):
    q = np.asarray(initializers.Orthogonal(seed=1)(shape)).reshape(-1, shape[-1])
    np.testing.assert_allclose(q @ q.T, np.eye(len(q)), atol=1e-6)


def test_the_factor_stretches_the_rows():
    q = np.asarray(initializers.Orthogonal(gain=3.0, seed=1)((4, 4)))
    np.testing.assert_allclose(np.linalg.norm(q, axis=1), 3.0, rtol=1e-6)


def test_no_sign_is_favored():
    # Without the correction of signs each first entry would be negative, or each positive.
    drawn = [initializers.Orthogonal(seed=seed)((2, 2)) for seed in range(40)]
    positive = sum(float(q[0, 0]) > 0 for q in drawn)
    assert 10 <= positive <= 30
    assert 10 <= sum(np.linalg.det(q) > 0 for q in drawn) <= 30


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_is_drawn_too(dtype):
    q = initializers.Orthogonal(seed=1)((3, 3), dtype)
    assert q.dtype == dtype
    full = np.asarray(q).astype("float32")
    np.testing.assert_allclose(full @ full.T, np.eye(3), atol=2e-2)


@pytest.mark.parametrize("shape", [(), (3,)])
def test_less_than_a_matrix_is_refused(shape):
    with pytest.raises(ShapeError, match=r"A matrix needs two axes or more, got shape \("):
        initializers.Orthogonal()(shape)
