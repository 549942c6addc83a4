"""Gradients are clipped by one measure at most."""

import numpy as np
import pytest

from deepkit.optimizers import RowGradient
from deepkit.optimizers._clipping import clipped

GRADS = {"a": np.float32([3.0, 4.0]), "b": np.float32([[0.0, 12.0]])}


def test_without_a_measure_gradients_pass():
    assert clipped(GRADS) is GRADS


def test_each_gradient_gets_at_most_the_norm():
    found = clipped(GRADS, clipnorm=10.0)
    np.testing.assert_allclose(found["a"], [3.0, 4.0], rtol=1e-6)
    np.testing.assert_allclose(found["b"], [[0.0, 10.0]], rtol=1e-6)


def test_all_gradients_together_get_at_most_the_norm():
    # Their norm is sqrt(9 + 16 + 144) = 13.
    found = clipped(GRADS, global_clipnorm=6.5)
    np.testing.assert_allclose(found["a"], [1.5, 2.0], rtol=1e-6)
    np.testing.assert_allclose(found["b"], [[0.0, 6.0]], rtol=1e-6)
    np.testing.assert_allclose(clipped(GRADS, global_clipnorm=14.0)["a"], [3, 4], rtol=1e-6)


def test_gradients_of_rows_are_clipped_as_if_they_had_zeros_elsewhere():
    dense = {"a": GRADS["a"], "t": np.float32([[0.0], [12.0], [0.0]])}
    rows = {"a": GRADS["a"], "t": RowGradient(np.int32([1, 3]), np.float32([[12.0], [0.0]]))}
    for told in ({"clipnorm": 2.0}, {"clipvalue": 2.0}, {"global_clipnorm": 2.0}):
        whole, found = clipped(dense, **told), clipped(rows, **told)
        np.testing.assert_allclose(found["a"], whole["a"], rtol=1e-6)
        np.testing.assert_allclose(found["t"].values[0], whole["t"][1], rtol=1e-6)


def test_each_element_gets_at_most_the_value():
    found = clipped({"a": np.float32([-3.0, 1.0, 4.0])}, clipvalue=2.0)
    np.testing.assert_array_equal(found["a"], [-2.0, 1.0, 2.0])


@pytest.mark.parametrize("clip", ["clipnorm", "global_clipnorm"])
def test_a_gradient_of_zero_stays_zero(clip):
    found = clipped({"a": np.zeros(2, "float32")}, **{clip: 1.0})
    np.testing.assert_array_equal(found["a"], [0.0, 0.0])


@pytest.mark.parametrize("clip", ["clipnorm", "global_clipnorm"])
def test_half_precision_squares_do_not_overflow(clip):
    found = clipped({"a": np.float16([300.0, 400.0])}, **{clip: 5.0})
    np.testing.assert_allclose(found["a"], [3.0, 4.0], rtol=1e-2)
    assert found["a"].dtype == "float16"


def test_an_infinite_gradient_makes_all_nan_under_a_global_norm():
    found = clipped({"a": np.float32([np.inf]), "b": np.float32([1.0])}, global_clipnorm=1.0)
    assert np.isnan(found["b"]).all()
