"""Batch normalization: both modes, moving statistics, masks, half precision."""

import numpy as np
import pytest

from deepkit import models
from deepkit.errors import ShapeError
from deepkit.layers import BatchNormalization, Dense, Input
from tests.layers._masks import call_with_mask

X = np.array([[0.0], [2.0]], "float32")  # mean 1, variance 1


def test_in_training_the_batch_is_standardized_and_the_moving_statistics_follow():
    layer = BatchNormalization(momentum=0.75, epsilon=1e-12)
    np.testing.assert_allclose(layer(X, training=True), [[-1], [1]], rtol=1e-6)
    np.testing.assert_allclose(layer.moving_mean.numpy(), [0.25])  # 0.75 * 0 + 0.25 * 1
    np.testing.assert_allclose(layer.moving_variance.numpy(), [1.0])


def test_in_use_the_moving_statistics_standardize_and_stay():
    layer = BatchNormalization(epsilon=1e-12)
    layer.build((None, 1))
    layer.set_weights([[2.0], [0.5], [1.0], [4.0]])
    np.testing.assert_allclose(layer(X), [[2 * -0.5 + 0.5], [2 * 0.5 + 0.5]], rtol=1e-6)
    np.testing.assert_array_equal(layer.moving_mean.numpy(), [1])


def test_frozen_it_is_in_use_even_in_training():
    layer = BatchNormalization(epsilon=1e-12)
    layer.trainable = False
    np.testing.assert_allclose(layer(X, training=True), X)
    np.testing.assert_array_equal(layer.moving_mean.numpy(), [0])


def test_masked_steps_do_not_count():
    x = np.array([[[0.0], [2.0], [99.0]]], "float32")
    layer = BatchNormalization(momentum=0.0, epsilon=1e-12)
    y = layer(x, training=True, mask=np.array([[True, True, False]]))
    np.testing.assert_allclose(y[0, :2], [[-1], [1]], rtol=1e-5)
    np.testing.assert_allclose(layer.moving_mean.numpy(), [1], rtol=1e-6)


def test_the_weights_come_in_the_order_of_files():
    layer = BatchNormalization()
    layer.build((None, 3))
    names = [weight.name for weight in layer.weights]
    assert names == ["gamma", "beta", "moving_mean", "moving_variance"]
    assert [w.name for w in layer.trainable_weights] == names[:2]


def test_statistics_of_half_precision_are_kept_in_full():
    layer = BatchNormalization(dtype="mixed_float16")
    y = layer(np.array([[300.0], [-300.0]]), training=True)  # the variance overflows float16
    assert (y.dtype, layer.moving_variance.dtype) == ("float16", "float32")
    np.testing.assert_allclose(y, [[1], [-1]], rtol=1e-3)
    np.testing.assert_allclose(layer.moving_variance.numpy(), [0.99 + 0.01 * 90000])


def test_fit_moves_the_statistics_toward_those_of_the_data(random):
    model = models.Sequential([BatchNormalization(momentum=0.5), Dense(1)])
    model.compile("sgd", "mse")
    model.fit(random.normal(3, 2, (64, 2)), np.zeros((64, 1)), epochs=10, verbose=0)
    np.testing.assert_allclose(model.layers[0].moving_mean.numpy(), [3, 3], atol=0.8)


def test_a_list_of_one_axis_is_that_axis():
    assert BatchNormalization(axis=[1]).axis == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epsilon": 0}, "`epsilon` must be > 0, got 0"),
        ({"momentum": 1.5}, "`momentum` must be between 0 and 1, got 1.5"),
        ({"renorm": True}, "`renorm` is not supported: leave it out, got True"),
    ],
)
def test_it_refuses_options_that_make_no_sense(options, message):
    with pytest.raises(ValueError, match=message):
        BatchNormalization(**options)


def test_it_refuses_a_mask_that_does_not_fit():
    with pytest.raises(ShapeError, match="`mask` must have one axis less than the inputs"):
        BatchNormalization()(X, training=True, mask=np.ones((2, 1), bool))


def test_a_feature_that_never_changes_becomes_the_shift():
    layer = BatchNormalization(beta_initializer="ones")
    np.testing.assert_array_equal(layer(np.full((3, 1), 7.0), training=True), [[1]] * 3)


def test_a_batch_of_which_all_is_masked_gives_no_nan():
    layer = BatchNormalization(momentum=0.5)
    y = layer(np.ones((1, 2, 1)), training=True, mask=np.zeros((1, 2), bool))
    assert np.isfinite(y).all()
    np.testing.assert_array_equal(layer.moving_mean.numpy(), [0])
    np.testing.assert_array_equal(layer.moving_variance.numpy(), [0.5])


def test_a_mask_that_travels_is_used_and_goes_on():
    mask = [[True, True, False]]
    layer = BatchNormalization(momentum=0.0)
    x = [[[0.0], [2.0], [99.0]]]
    assert call_with_mask(layer, x, mask, training=True)[1].tolist() == mask
    np.testing.assert_allclose(layer.moving_mean.numpy(), [1], rtol=1e-6)


def test_it_refuses_an_open_axis_of_features():
    with pytest.raises(ShapeError, match=r"Axis -1 of the input must have a fixed size"):
        BatchNormalization()(Input((None,)))


def test_it_refuses_other_features_than_it_was_built_for():
    layer = BatchNormalization(axis=1)
    layer.build((None, 2, 3))
    with pytest.raises(ShapeError, match=r"to have size 2 on axis 1, got shape \(1, 3, 3\)"):
        layer(np.ones((1, 3, 3)))


def test_it_refuses_a_clipping_of_what_it_does_not_do():
    with pytest.raises(ValueError, match="`renorm_clipping` is not supported: leave it out, got"):
        BatchNormalization(renorm_clipping={"rmax": 3.0})
