"""Rows of length one."""

import numpy as np
import pytest

from deepkit.data import normalize


@pytest.mark.parametrize(("axis", "order"), [(-1, 2), (0, 2), (1, 1), (-1, np.inf), (0, 3)])
def test_norms_are_one_along_the_axis(axis, order):
    x = np.random.default_rng(0).normal(size=(3, 4))
    scaled = normalize(x, axis, order)
    np.testing.assert_allclose(np.linalg.norm(scaled, order, axis), 1)
    np.testing.assert_allclose(scaled * np.linalg.norm(x, order, axis, keepdims=True), x)


def test_rows_are_those_of_keras():
    keras = pytest.importorskip("keras")
    x = np.random.default_rng(0).normal(size=(3, 4))
    np.testing.assert_allclose(normalize(x), keras.utils.normalize(x))


def test_zeros_stay_zeros_and_whole_numbers_become_floats():
    assert normalize([[0, 0], [3, 4]]).tolist() == [[0, 0], [0.6, 0.8]]


def test_the_dtype_of_floats_is_kept():
    assert normalize(np.ones(4, "float32")).dtype == "float32"
