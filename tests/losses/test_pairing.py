"""Labels and predictions brought together."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.losses import paired
from deepkit.losses._pairing import smoothed


def test_labels_take_the_dtype_of_predictions():
    y_true, y_pred = paired(np.array([[1]]), np.array([[0.5]], "float16"))
    assert (y_true.dtype, y_pred.dtype) == ("float16", "float16")


def test_whole_numbers_become_floats():
    assert [y.dtype for y in paired([[1]], [[2]])] == ["float32", "float32"]


@pytest.mark.parametrize(
    ("true_shape", "pred_shape", "common"),
    [
        ((4,), (4, 1), (4, 1)),
        ((4, 1), (4,), (4, 1)),
        ((4, 3), (4, 3, 1), (4, 3)),
        ((4, 3, 1), (4, 3), (4, 3)),
    ],
)
def test_a_last_axis_of_size_one_may_be_missing(true_shape, pred_shape, common):
    y_true, y_pred = paired(np.zeros(true_shape), np.zeros(pred_shape))
    assert y_true.shape == y_pred.shape == common


@pytest.mark.parametrize(
    ("true_shape", "pred_shape"), [((4, 3), (4, 2)), ((4,), (4, 4)), ((2, 4, 3), (3,))]
)
def test_shapes_that_cannot_match_are_refused(true_shape, pred_shape):
    with pytest.raises(ShapeError, match="`y_true` must have the shape of `y_pred`, got"):
        paired(np.zeros(true_shape), np.zeros(pred_shape))


def test_labels_with_an_axis_less_are_told_of_sparse_losses():
    with pytest.raises(ShapeError, match="use a `sparse_` loss or one-hot labels"):
        paired(np.zeros(4), np.zeros((4, 4)))


def test_scalars_and_axes_of_size_one_are_repeated_by_arithmetic():
    assert paired(1.0, np.zeros((4, 3)))[0].shape == ()
    assert paired(np.zeros((4, 1)), np.zeros((4, 3)))[0].shape == (4, 1)


def test_smoothing_moves_labels_towards_the_mean():
    np.testing.assert_allclose(smoothed(np.array([0.0, 1.0]), 0.1, classes=2), [0.05, 0.95])


@pytest.mark.parametrize("wrong", [-0.1, 1.1, None])
def test_smoothing_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match="`label_smoothing` must be between 0 and 1, got"):
        smoothed(np.zeros(2), wrong, classes=2)
