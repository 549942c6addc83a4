"""Dropout: how much, where, and that each call draws anew."""

import numpy as np
import pytest

from deepkit.backend import jit, stateless
from deepkit.errors import ShapeError
from deepkit.layers import Dropout, SpatialDropout1D, SpatialDropout2D, SpatialDropout3D
from tests.layers._masks import call_with_mask

ONES = np.ones((100, 100), "float32")


def test_the_rate_is_what_is_dropped_and_the_rest_is_scaled_up():
    y = np.asarray(Dropout(0.2, seed=1)(ONES, training=True))
    assert set(np.unique(y)) == {0, np.float32(1.25)}
    assert np.mean(y == 0) == pytest.approx(0.2, abs=0.02)


@pytest.mark.parametrize("call", [{}, {"training": False}, {"training": None}])
def test_out_of_training_nothing_happens(call):
    np.testing.assert_array_equal(Dropout(0.5)(ONES, **call), ONES)


def test_a_rate_of_zero_needs_no_seed_and_a_rate_of_one_leaves_nothing():
    assert Dropout(0.0).variables == []
    np.testing.assert_array_equal(Dropout(1.0)(ONES, training=True), 0 * ONES)


def test_each_call_draws_anew_and_equal_seeds_draw_equally():
    a, b = Dropout(0.5, seed=7), Dropout(0.5, seed=7)
    first, second = a(ONES, training=True), a(ONES, training=True)
    assert np.any(first != second)
    np.testing.assert_array_equal(b(ONES, training=True), first)
    np.testing.assert_array_equal(b(ONES, training=True), second)


def test_a_compiled_call_moves_the_seed_on():
    layer = Dropout(0.5, seed=7)
    run = jit(stateless(lambda x: layer(x, training=True), layer.variables))
    values = [variable.value for variable in layer.variables]
    first, values = run(values, ONES)
    second, _ = run(values, ONES)
    assert np.any(first != second)
    np.testing.assert_array_equal(first, layer(ONES, training=True))


def test_the_noise_may_be_shared_along_axes():
    y = np.asarray(Dropout(0.5, (None, 1), seed=1)(ONES, training=True))
    assert np.all(y == y[:, :1])
    assert 0 < np.mean(y == 0) < 1


@pytest.mark.parametrize(
    ("layer", "shape", "space"),
    [
        (SpatialDropout1D(0.5, seed=1), (8, 3, 9), (1,)),
        (SpatialDropout2D(0.5, seed=1), (8, 2, 3, 9), (1, 2)),
        (SpatialDropout2D(0.5, "channels_first", seed=1), (8, 9, 2, 3), (2, 3)),
        (SpatialDropout3D(0.5, seed=1), (8, 2, 2, 2, 9), (1, 2, 3)),
    ],
)
def test_channels_are_dropped_as_a_whole(layer, shape, space):
    y = np.asarray(layer(np.ones(shape), training=True))
    np.testing.assert_array_equal(y.min(space), y.max(space))
    assert set(np.unique(y)) == {0, 2}


def test_seeds_are_no_weights():
    layer = Dropout(0.5)
    assert layer.weights == []
    assert [v.dtype for v in layer.non_trainable_variables] == ["uint32"]


@pytest.mark.parametrize("rate", [-0.1, 1.1, "half"])
def test_it_refuses_a_rate_that_is_no_part(rate):
    with pytest.raises(ValueError, match="`rate` must be between 0 and 1, got"):
        Dropout(rate)


def test_it_refuses_another_number_of_axes():
    with pytest.raises(ShapeError, match=r"of 4 axes, got shape \(100, 100\)"):
        SpatialDropout2D(0.5)(ONES)


def test_the_mean_stays():
    y = np.asarray(Dropout(0.5, seed=1)(ONES, training=True))
    assert np.mean(y) == pytest.approx(1, abs=0.04)  # four deviations of the mean of 10,000


@pytest.mark.parametrize("layer", [Dropout(0.5), SpatialDropout1D(0.5)])
def test_a_mask_travels_on(layer):
    mask = [[True, False]]
    _, behind = call_with_mask(layer, np.ones((1, 2, 1)), mask, training=True)
    assert behind.tolist() == mask


def test_it_refuses_another_format():
    with pytest.raises(ValueError, match=r"`data_format` must be one of .*, got 'first'"):
        SpatialDropout3D(0.5, "first")
