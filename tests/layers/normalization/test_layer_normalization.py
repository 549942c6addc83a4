"""Layer normalization, against the paper's equation 4 worked by hand."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.layers import Input, LayerNormalization
from tests.layers._masks import call_with_mask


def test_it_standardizes_each_sample_over_its_last_axis():
    x = np.array([[0, 2], [1, 5]], "float32")  # means 1 and 3, deviations 1 and 2
    np.testing.assert_allclose(LayerNormalization(epsilon=1e-12)(x), [[-1, 1], [-1, 1]], rtol=1e-6)


def test_it_does_not_see_the_units_of_its_input(random):
    x = random.normal(size=(4, 3, 8)).astype("float32")
    layer = LayerNormalization(axis=(1, 2), epsilon=1e-12)
    np.testing.assert_allclose(layer(5 * x + 2), layer(x), atol=1e-5)


def test_it_scales_and_shifts():
    layer = LayerNormalization(epsilon=1e-12, gamma_initializer="zeros", beta_initializer="ones")
    np.testing.assert_array_equal(layer(np.array([[0.0, 2.0]])), [[1, 1]])


def test_axes_are_put_in_order():
    layer = LayerNormalization(axis=[2, 1])
    layer.build((None, 3, 4))
    assert (layer.axis, layer.gamma.shape) == ([1, 2], (3, 4))


def test_half_precision_is_computed_in_full():
    x = np.array([[60000.0, 60100.0]])  # the sum of squares overflows float16
    layer = LayerNormalization(dtype="float16")
    y = layer(x)
    assert y.dtype == "float16"
    np.testing.assert_allclose(y, [[-1, 1]], rtol=2e-3)


@pytest.mark.parametrize("epsilon", [0.0, -1.0])
def test_it_refuses_an_epsilon_that_is_not_positive(epsilon):
    with pytest.raises(ValueError, match=r"`epsilon` must be > 0, got"):
        LayerNormalization(epsilon=epsilon)


def test_it_refuses_an_open_axis_of_features():
    with pytest.raises(ShapeError, match=r"Axis -1 of the input must have a fixed size"):
        LayerNormalization()(Input((None,)))


def test_a_file_of_keras_may_say_that_it_does_not_scale_by_the_variance():
    assert LayerNormalization(rms_scaling=False).built is False
    with pytest.raises(ValueError, match="`rms_scaling` is not supported"):
        LayerNormalization(rms_scaling=True)


def test_a_mask_travels_on():
    mask = [[True, False]]
    assert call_with_mask(LayerNormalization(), [[[1.0], [2.0]]], mask)[1].tolist() == mask


def test_it_refuses_an_axis_that_is_not_there():
    with pytest.raises(ShapeError, match=r"The input must have an axis 2, got shape \(1, 3\)"):
        LayerNormalization(axis=2)(np.ones((1, 3)))
