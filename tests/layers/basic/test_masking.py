"""Steps that all have one value."""

import numpy as np

from deepkit import layers, models
from deepkit.layers import Masking
from tests.layers._masks import call_with_mask

STEPS = np.array([[[1.0, 9.0], [9.0, 9.0], [0.0, 0.0]]], "f4")


def test_steps_of_the_value_are_masked_and_set_to_zero():
    outputs, mask = call_with_mask(Masking(9.0), STEPS)
    assert mask.tolist() == [[True, False, True]]
    assert outputs.tolist() == [[[1.0, 9.0], [0.0, 0.0], [0.0, 0.0]]]


def test_the_value_is_zero_unless_told():
    _, mask = call_with_mask(Masking(), STEPS)
    assert mask.tolist() == [[True, True, False]]


def test_an_earlier_mask_gives_way():
    _, mask = call_with_mask(Masking(), STEPS, [[False, True, True]])
    assert mask.tolist() == [[True, True, False]]


def test_the_mask_reaches_the_layers_of_a_model():
    model = models.Sequential([Masking(9.0), layers.GlobalAveragePooling1D()])
    assert model(STEPS).tolist() == [[0.5, 4.5]]
