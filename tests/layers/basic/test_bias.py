"""A vector that is added."""

import numpy as np
import pytest

from deepkit.errors import ShapeError
from deepkit.layers import Bias, Input


def test_it_adds_a_number_to_each_feature():
    layer = Bias()
    assert layer([[1.0, 2.0]]).tolist() == [[1.0, 2.0]]
    layer.set_weights([np.array([10.0, 20.0])])
    assert layer([[[1.0, 2.0]], [[3.0, 4.0]]]).tolist() == [[[11.0, 22.0]], [[13.0, 24.0]]]


def test_its_weight_can_be_penalized():
    layer = Bias("ones", bias_regularizer="l2")
    layer.build((None, 3))
    assert float(sum(layer.losses)) == pytest.approx(3 * 0.01)


def test_the_number_of_features_must_be_known():
    with pytest.raises(ShapeError, match="must have a fixed size"):
        Bias()(Input((None,)))


def test_it_is_not_spread_over_other_widths():
    layer = Bias()
    layer.build((None, 1))
    with pytest.raises(ValueError, match="axis -1"):
        layer(np.ones((2, 3), "float32"))
