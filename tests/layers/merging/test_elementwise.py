"""Sums, differences, products and means of tensors."""

import numpy as np
import pytest

from deepkit import layers
from deepkit.errors import ShapeError
from tests.layers._masks import call_with_masks

A, B, C = (np.array([[[v, 2.0 * v]]], "float32") for v in (1, 2, 6))
HIDDEN, SEEN = np.array([[False]]), np.array([[True]])


@pytest.mark.parametrize(
    ("name", "inputs", "expected"),
    [
        ("Add", [A, B, C], [9, 18]),
        ("Average", [A, B, C], [3, 6]),
        ("Subtract", [A, C], [-5, -10]),
        ("Multiply", [A, B, C], [12, 96]),
    ],
)
def test_numbers_are_merged_by_class_and_by_function(name, inputs, expected):
    np.testing.assert_allclose(getattr(layers, name)()(inputs)[0, 0], expected)
    np.testing.assert_allclose(getattr(layers, name.lower())(inputs)[0, 0], expected)


def test_a_function_passes_the_name_on():
    drawn = layers.add([layers.Input((2,)), layers.Input((2,))], name="both")
    assert drawn.name == "both"


def test_a_factor_is_left_out_where_it_is_masked():
    outputs, mask = call_with_masks(layers.Multiply(), [A, B, C], [SEEN, HIDDEN, None])
    np.testing.assert_array_equal(outputs[0, 0], [6, 24])
    assert mask is None


def test_a_product_of_which_all_is_masked_is_zero():
    outputs, mask = call_with_masks(layers.Multiply(), [A, B], [HIDDEN, HIDDEN])
    np.testing.assert_array_equal(outputs[0, 0], [0, 0])
    assert not mask.any()


def test_a_difference_is_of_two():
    with pytest.raises(ShapeError, match="'subtract' subtracts one tensor from one, got 3"):
        layers.Subtract()([A, B, C])


def test_masks_do_not_change_a_sum():
    outputs, mask = call_with_masks(layers.Add(), [A, B], [SEEN, HIDDEN])
    np.testing.assert_array_equal(outputs[0, 0], [3, 6])
    assert mask.all()


def test_options_of_a_function_are_those_of_its_layer():
    x = layers.Input((2,))
    for function in (layers.add, layers.average, layers.multiply, layers.subtract):
        assert function([x, x], dtype="float16").dtype == "float16"


@pytest.mark.parametrize("layer", [layers.Add, layers.Average, layers.Multiply, layers.Subtract])
def test_they_refuse_a_single_tensor(layer):
    with pytest.raises(ShapeError, match="merges a list of tensors, got a single input of shape"):
        layer()(A)
