"""A model that several arguments are needed to build is built as a file says."""

import numpy as np

import deepkit
from deepkit import layers
from deepkit.models._rebuild import build_by_call
from deepkit.saving import from_bytes, to_bytes

A, B = np.ones((2, 3), "float32"), np.ones((2, 4), "float32")


class Two(deepkit.Model):
    """A model of two arguments, the second a structure."""

    def __init__(self, **base):
        super().__init__(**base)
        self.first, self.second = layers.Dense(2), layers.Dense(2)

    def call(self, a, others, training=None):
        return self.first(a) + self.second(others["b"][0])


def test_all_arguments_are_drawn_in_their_structure():
    model = Two()
    build_by_call(model, {"a_shape": (None, 3), "others_shape": {"b": [(None, 4)]}})
    assert [v.shape for v in model.weights] == [(3, 2), (2,), (4, 2), (2,)]


def test_a_model_of_several_arguments_comes_back_from_a_file():
    model = Two()
    expected = model(A, {"b": [B]})
    copy = from_bytes(to_bytes(model), {"Two": Two})
    assert copy.built
    np.testing.assert_array_equal(copy(A, {"b": [B]}), expected)


def test_a_build_of_the_users_own_is_called_instead():
    class Own(Two):
        """A model that builds itself."""

        def build(self, a_shape, others_shape):
            self.first.build(a_shape)
            self.second.build(others_shape["b"][0])
            self.sizes = a_shape

    model = Own()
    model(A, {"b": [B]})
    assert from_bytes(to_bytes(model), {"Own": Own}).sizes == (2, 3)
