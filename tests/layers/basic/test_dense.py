"""The densely connected layer, by hand."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.layers import Dense, Input
from tests.layers._masks import call_with_mask


def dense(**options):
    layer = Dense(2, **options)
    layer.build((None, 2))
    layer.set_weights([np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.5, -20.0])])
    return layer


def test_features_are_weighed_and_added():
    assert dense()([[1.0, 2.0]]).tolist() == [[1 + 6 + 0.5, 2 + 8 - 20]]


def test_the_activation_comes_last():
    assert dense(activation="relu")([[1.0, 2.0]]).tolist() == [[7.5, 0.0]]


def test_each_step_is_a_sample_of_its_own():
    steps = [[[1.0, 2.0], [0.0, 0.0]]]
    assert dense()(steps).tolist() == [[[7.5, -10.0], [0.5, -20.0]]]


def test_without_a_bias_zeros_stay_zeros():
    layer = Dense(3, use_bias=False)
    assert layer([[0.0, 0.0]]).tolist() == [[0.0, 0.0, 0.0]]
    assert layer.bias is None


def test_penalties_are_on_weights_and_on_outputs_per_sample():
    layer = dense(kernel_regularizer="l2", bias_regularizer="l1", activity_regularizer="l1")
    layer([[0.0, 0.0], [0.0, 0.0]])
    penalties = sorted(map(float, layer.losses))
    assert penalties == pytest.approx(sorted([0.01 * 30, 0.01 * 20.5, 0.01 * 20.5]))


def test_constraints_go_with_their_weights():
    layer = dense(kernel_constraint="non_neg", bias_constraint="unit_norm")
    assert layer.kernel.constraint is layer.kernel_constraint
    assert layer.bias.constraint is layer.bias_constraint


def test_a_mask_travels_on():
    _, mask = call_with_mask(Dense(1), np.ones((1, 2, 3), "f4"), [[True, False]])
    assert mask.tolist() == [[True, False]]


@pytest.mark.parametrize("units", [0, -3, 2.5, None, True])
def test_units_are_counted(units):
    with pytest.raises(ValueError, match=f"`units` must be a whole number >= 1, got {units}"):
        Dense(units)


@pytest.mark.parametrize("name", ["lora_rank", "lora_alpha", "quantization_config"])
def test_what_is_not_supported_is_refused(name):
    with pytest.raises(ValueError, match=f"`{name}` is not supported: leave it out, got 4"):
        Dense(2, **{name: 4})


def test_an_input_has_a_batch_and_features():
    with pytest.raises(ShapeError, match=r"of at least 2 axes, got shape \(3,\)"):
        Dense(2)(np.ones(3, "f4"))


def test_features_are_not_open():
    with pytest.raises(ShapeError, match=r"Axis -1 .* must have a fixed size, got shape \(None, N"):
        Dense(2)(Input((None,)))


def test_a_built_layer_keeps_to_its_features():
    with pytest.raises(ShapeError, match=r"to have size 2 on axis -1, got shape \(1, 3\)"):
        dense()(np.ones((1, 3), "f4"))
