"""The base of merging layers: axes, masks, refusals."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.layers import Add, Input, Multiply
from deepkit.layers.merging._merge import Merge, list_of_shapes
from tests.layers._masks import call_with_masks

X, Y = np.ones((2, 3, 4), "float32"), np.ones((2, 3, 4), "float32")
LEFT = np.array([[True, False, False], [True, True, True]])
RIGHT = np.array([[True, True, False], [True, True, True]])


def test_tensors_with_fewer_axes_get_them_after_the_batch():
    y = Add()([X, np.arange(8.0).reshape(2, 4)])
    np.testing.assert_array_equal(y[:, 2], 1 + np.arange(8.0).reshape(2, 4))


def test_open_axes_stay_open():
    assert Add()([Input((None, 4)), Input((None, 1))]).shape == (None, None, 4)


def test_what_is_masked_in_all_inputs_is_masked():
    _, mask = call_with_masks(Add(), [X, Y], [LEFT, RIGHT])
    np.testing.assert_array_equal(mask, LEFT | RIGHT)


def test_one_input_without_a_mask_ends_it():
    assert call_with_masks(Add(), [X, Y], [LEFT, None])[1] is None


def test_it_refuses_a_single_tensor():
    with pytest.raises(ShapeError, match=r"'add' merges a list of tensors, got a single input of"):
        Add()(X)


def test_it_refuses_sizes_that_differ():
    message = r"'add' cannot merge tensors of shapes \(2, 3, 4\), \(2, 2, 4\): sizes must be equal"
    with pytest.raises(ShapeError, match=message):
        Add()([X, np.ones((2, 2, 4))])


def test_it_refuses_batches_that_differ():
    with pytest.raises(ShapeError, match="cannot merge tensors of shapes"):
        Add()([X, np.ones((3, 3, 4))])


def test_a_subclass_without_a_rule_says_so():
    with pytest.raises(NotImplementedError, match="Merge must define `_merge`"):
        Merge()([X, Y])


def test_sizes_of_one_are_stretched():
    sums = Add()([np.array([[1.0], [2.0]]), np.array([[10.0, 20.0]])])
    assert sums.tolist() == [[11.0, 21.0], [12.0, 22.0]]


def test_masks_get_missing_axes_where_their_tensors_get_them():
    steps, images = np.full((2, 3, 1), 2.0), np.full((2, 4, 3, 1), 5.0)
    products, mask = call_with_masks(Multiply(), [steps, images], [LEFT, np.zeros((2, 4, 3), bool)])
    expected = np.broadcast_to(LEFT[:, None], (2, 4, 3))
    np.testing.assert_array_equal(mask, expected)
    np.testing.assert_array_equal(products[..., 0], np.where(expected, 2.0, 0.0))


@pytest.mark.parametrize("shape", [(2, 3), [], None])
def test_a_list_of_shapes_is_no_single_shape(shape):
    with pytest.raises(
        ShapeError, match="Layer 'sum' merges a list of tensors, got a single input"
    ):
        list_of_shapes("sum", shape)
    assert list_of_shapes("sum", [[None, 3], (2, 3)]) == [(None, 3), (2, 3)]
