"""Calls of layers that emitters write."""

import numpy as np
import pytest

from deepkit import backend
from deepkit.backend import Box, Place
from deepkit.onnx._builder import Builder
from deepkit.onnx._call import Call, weight
from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._value import Value

X, MASK = Value("x", ("batch", 3), "float32"), Value("m", ("batch",), "bool")


def test_tensors_are_filled_in():
    box = Box(None, (Place(1),), {"mask": Place(0), "flag": True})
    call = Call.of(box, [MASK, X], ())
    assert (call.args, call.kwargs) == ((X,), {"mask": MASK, "flag": True})


def test_the_only_tensor_is_the_only_one():
    assert Call(None, (X,), {"flag": 1}, ()).x is X
    with pytest.raises(UnsupportedError, match="more than one input"):
        _ = Call(None, (X,), {"mask": MASK}, ()).x


def test_weights_are_arranged_once():
    variable = backend.Variable(np.arange(6.0).reshape(2, 3), name="kernel")
    b = Builder({})
    first, second = (weight(b, variable, lambda x: x.T, "turned") for _ in range(2))
    assert first is second
    assert first.shape == (3, 2)
    assert first.name.endswith("/turned")
