"""Graphs that become models: sources for inputs from the middle, and names told apart."""

import numpy as np
import pytest

import deepkit
from deepkit import layers
from deepkit.models._rewire import refuse_equal_names, with_new_inputs


def test_a_tensor_from_the_middle_becomes_a_source_of_its_shape():
    x = deepkit.Input((4,))
    middle = layers.Dense(3)(x)
    fresh, out = with_new_inputs(middle, layers.Dense(2)(middle))
    assert fresh.shape == (None, 3)
    assert not fresh.node.inputs
    assert out.shape == (None, 2)


def test_the_upper_half_of_a_model_is_a_model_that_shares_its_layers():
    x = deepkit.Input((4,))
    middle = layers.Dense(3)(x)
    top = layers.Dense(2)
    whole = deepkit.Model(x, top(middle))
    upper, lower = deepkit.Model(middle, whole.output), deepkit.Model(x, middle)
    value = np.ones((5, 4), "float32")
    np.testing.assert_allclose(upper(lower(value)), whole(value), rtol=1e-6)
    assert top in upper.layers


def test_equal_names_are_refused_with_their_number():
    twins = [layers.Dense(1, name="twin") for _ in range(3)]
    with pytest.raises(ValueError, match="'twin' is used by 3 layers"):
        refuse_equal_names(twins)
