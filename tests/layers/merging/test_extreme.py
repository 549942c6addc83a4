"""The largest and the smallest of tensors."""

import numpy as np
import pytest

from deepkit import layers
from deepkit.errors import ShapeError
from tests.layers._masks import call_with_masks

A, B = np.array([[[1.0, 5]]], "float32"), np.array([[[2.0, 4]]], "float32")
HIDDEN, SEEN = np.array([[False]]), np.array([[True]])


@pytest.mark.parametrize(("name", "expected"), [("Maximum", [2, 5]), ("Minimum", [1, 4])])
def test_numbers_are_picked_by_class_and_by_function(name, expected):
    np.testing.assert_array_equal(getattr(layers, name)()([A, B, A])[0, 0], expected)
    np.testing.assert_array_equal(getattr(layers, name.lower())([A, B])[0, 0], expected)


@pytest.mark.parametrize("layer", [layers.Maximum, layers.Minimum])
@pytest.mark.parametrize(
    ("masks", "expected"), [([SEEN, HIDDEN], A), ([HIDDEN, SEEN], B), ([None, HIDDEN], A)]
)
def test_what_is_masked_does_not_count(layer, masks, expected):
    outputs, _ = call_with_masks(layer(), [A, B], masks)
    np.testing.assert_array_equal(outputs, expected)


def test_three_inputs_of_which_one_is_seen_give_that_one():
    outputs, mask = call_with_masks(layers.Maximum(), [A, B, 9 * A], [HIDDEN, SEEN, HIDDEN])
    np.testing.assert_array_equal(outputs, B)
    assert mask.all()


@pytest.mark.parametrize("layer", [layers.Maximum, layers.Minimum])
def test_they_refuse_a_single_tensor(layer):
    with pytest.raises(ShapeError, match="merges a list of tensors, got a single input of shape"):
        layer()(A)
