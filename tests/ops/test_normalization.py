"""Common sizes: by hand, at zero, and in half precision."""

import jax
import numpy as np
import pytest

from deepkit import backend, ops

X = np.array([[3.0, 4.0], [0.0, 0.0]], "float32")


@pytest.mark.parametrize(("order", "expected"), [(1, [3 / 7, 4 / 7]), (2, [0.6, 0.8])])
def test_vectors_are_divided_by_their_norm_and_zero_stays_zero(order, expected):
    np.testing.assert_allclose(ops.normalize(X, order=order), [expected, [0, 0]], rtol=1e-6)


@pytest.mark.parametrize("order", [1, 2])
def test_vectors_below_the_least_divisor_are_divided_by_it(order):
    np.testing.assert_allclose(ops.normalize([1.0, 0.0], order=order, epsilon=4.0), [0.25, 0])


def test_the_gradient_of_a_zero_vector_is_finite():
    slope = jax.grad(lambda x: ops.sum(ops.normalize(x)))(X)
    assert np.isfinite(slope).all()


def test_a_batch_is_normalized_by_given_moments():
    x, ones = np.array([[1.0, 10.0], [3.0, 30.0]], "float32"), np.ones(2)
    result = ops.batch_normalization(x, [2, 20], [0.75, 99.75], 1, ones, 2 * ones, epsilon=0.25)
    np.testing.assert_allclose(result, [[-1, -1], [3, 3]], rtol=1e-6)


def test_features_may_lie_along_any_axis():
    x = np.array([[[1.0], [3.0]]], "float32")
    by_first = ops.batch_normalization(x, [1, 1], [1, 4], 1, epsilon=0.0)
    assert by_first.tolist() == [[[0.0], [1.0]]]
    same = ops.batch_normalization(x, [1, 1], [1, 4], -2, epsilon=0.0)
    assert same.tolist() == by_first.tolist()


def test_each_sample_gets_mean_zero_and_variance_one():
    x = [[1, 3], [10, 30]]
    np.testing.assert_allclose(ops.layer_normalization(x), [[-1, 1], [-1, 1]], rtol=1e-6)
    scaled = ops.layer_normalization(x, [1, 2], [10.0, 20.0])
    np.testing.assert_allclose(scaled, [[9, 22], [9, 22]], rtol=1e-6)


def test_weights_lie_along_the_axes_that_are_normalized():
    x = np.array([[[1.0, 2.0], [3.0, 4.0]]], "float32")
    gamma = np.array([[1.0, 2.0], [3.0, 4.0]], "float32")
    result = ops.layer_normalization(x, gamma, axis=[1, 2])
    np.testing.assert_allclose(result[0], (x[0] - 2.5) / np.sqrt(1.25) * gamma, rtol=1e-6)
    first = ops.rms_normalization(x, [1, 2], axis=1)
    np.testing.assert_allclose(first[0, 1], 2 * x[0, 1] / np.sqrt([5, 10]), rtol=1e-6)


def test_samples_are_divided_by_the_root_of_their_mean_square():
    np.testing.assert_allclose(ops.rms_normalization([1, 7], [5.0, 10.0]), [1, 14], rtol=1e-6)
    assert ops.rms_normalization(X)[1].tolist() == [0, 0]


def test_without_an_epsilon_the_default_counts():
    backend.set_epsilon(24.0)
    assert ops.rms_normalization([1.0, -1.0]).tolist() == pytest.approx([0.2, -0.2])
    assert ops.layer_normalization([1.0, -1.0]).tolist() == pytest.approx([0.2, -0.2])


@pytest.mark.parametrize("name", ["normalize", "layer_normalization", "rms_normalization"])
def test_squares_of_half_precision_do_not_overflow(name):
    result = getattr(ops, name)(np.array([-3e4, 3e4], "float16"))
    assert result.dtype == "float16"
    assert np.abs(result).tolist() == pytest.approx(
        [0.7071 if name == "normalize" else 1] * 2, 1e-3
    )
