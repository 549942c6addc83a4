"""Layers that apply a function to each number, by hand."""

import math

import pytest

from deepkit import ops
from deepkit.layers import ELU, Activation, LeakyReLU, ReLU
from tests.layers._masks import call_with_mask


def test_an_activation_is_a_name_or_a_function():
    assert Activation("relu")([-1.0, 2.0]).tolist() == [0.0, 2.0]
    assert Activation(ops.square)([-1.0, 2.0]).tolist() == [1.0, 4.0]


def test_relu_bends_at_the_threshold_and_stops_at_its_bound():
    layer = ReLU(max_value=2.0, negative_slope=0.5, threshold=1.0)
    assert layer([-1.0, 0.0, 1.0, 1.5, 3.0]).tolist() == [-1.0, -0.5, 1.0, 1.5, 2.0]


def test_a_leak_has_its_own_slope():
    assert LeakyReLU(0.25)([-4.0, 4.0]).tolist() == [-1.0, 4.0]


def test_elu_falls_to_minus_alpha():
    layer = ELU(alpha=2.0)
    assert layer([-math.log(2), 3.0, -99.0]).tolist() == pytest.approx([-1.0, 3.0, -2.0])


@pytest.mark.parametrize("layer", [Activation("tanh"), ReLU(), LeakyReLU(), ELU()])
def test_masks_travel_on(layer):
    _, mask = call_with_mask(layer, [[[1.0], [2.0]]], [[True, False]])
    assert mask.tolist() == [[True, False]]


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (ReLU, "max_value"),
        (ReLU, "negative_slope"),
        (ReLU, "threshold"),
        (LeakyReLU, "negative_slope"),
    ],
)
def test_bounds_and_slopes_are_not_negative(layer, name):
    with pytest.raises(ValueError, match=f"`{name}` must be >= 0, got -1.0"):
        layer(**{name: -1.0})


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match=r"Unknown activation 'rellu'.* Did you mean 'relu'\?"):
        Activation("rellu")
