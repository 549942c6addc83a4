"""Layers with an initializer, a regularizer and a constraint for each weight."""

import numpy as np
import pytest

from deepkit import constraints, initializers, regularizers
from deepkit.layers._weighted import Weighted, refuse


class Scale(Weighted):
    """Multiply by a weight whose options the user gives."""

    def __init__(self, initializer="ones", regularizer=None, constraint=None, **base):
        super().__init__(**base)
        self._describe_weight("factor", initializer, regularizer, constraint)

    def build(self, input_shape):
        self.factor = self._make_weight("factor", input_shape[-1:])
        self.shift = self._make_weight("factor", input_shape[-1:], initializer="zeros")

    def call(self, x):
        return x * self.factor + self.shift


def test_options_are_kept_as_objects_under_the_names_of_keras():
    layer = Scale("zeros", "l2", "non_neg")
    assert isinstance(layer.factor_initializer, initializers.Zeros)
    assert isinstance(layer.factor_regularizer, regularizers.L2)
    assert isinstance(layer.factor_constraint, constraints.NonNeg)


def test_a_weight_is_made_with_the_options_kept_for_it():
    layer = Scale(initializers.Constant(3.0), regularizers.L1(0.5), "non_neg")
    np.testing.assert_array_equal(layer(np.ones((1, 2), "float32")), [[3.0, 3.0]])
    assert [float(loss) for loss in layer.losses] == [0.5 * (3 + 3), 0.0]
    assert layer.factor.constraint is layer.factor_constraint


def test_options_given_where_the_weight_is_made_come_first():
    layer = Scale()
    layer.build((None, 2))
    assert layer.shift.numpy().tolist() == [0.0, 0.0]


def test_options_left_alone_pass():
    refuse(lora_rank=None, quantization_config=None, use_cudnn=False)


def test_options_that_are_not_supported_are_refused():
    with pytest.raises(ValueError, match="`lora_rank` is not supported: leave it out, got 4"):
        refuse(use_cudnn=None, lora_rank=4)
