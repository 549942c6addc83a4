"""Layers of a user's that jax2onnx writes."""

import numpy as np
import pytest

from deepkit import layers, ops
from deepkit.errors import SavingError
from tests.onnx._running import written


class Odd(layers.Layer):
    """A layer with an operation that ONNX has not."""

    def call(self, x):
        return ops.cumprod(x, axis=1)


def test_without_it_the_layer_and_the_operation_are_named():
    with pytest.raises(SavingError, match=r"Layer 'odd' \(Odd\).*`cumprod`.*or install jax2onnx"):
        written(Odd(name="odd"), [np.ones((2, 3), "float32")])
