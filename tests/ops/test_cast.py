"""Changing dtype and container."""

import jax
import numpy as np
import pytest

import deepkit
from deepkit import backend, ops


def test_a_cast_cuts_off_and_a_saturating_one_holds():
    assert ops.cast([1.7, -1.7], "int32").tolist() == [1, -1]
    assert ops.saturate_cast([300.7, -5.0], "uint8").tolist() == [255, 0]
    assert ops.saturate_cast([1e9, -1e9], "float16").tolist() == [65504.0, -65504.0]
    assert ops.saturate_cast([True, False], "int8").tolist() == [1, 0]
    assert ops.saturate_cast([2, 0], "bool").tolist() == [True, False]


def test_a_cast_of_a_graph_is_recorded_only_if_it_changes_something():
    x = deepkit.Input((2,))
    assert ops.convert_to_tensor(x) is x
    assert ops.convert_to_tensor(x, "float32") is x
    assert ops.convert_to_tensor(x, "int32").dtype == "int32"


def test_anything_becomes_an_array():
    assert isinstance(ops.convert_to_tensor([1, 2]), jax.Array)
    assert ops.array(backend.Variable(1.5)).tolist() == 1.5
    assert isinstance(ops.convert_to_numpy(ops.ones((2,))), np.ndarray)
    assert ops.convert_to_numpy([1.0]).dtype == np.float32


@pytest.mark.parametrize("kind", ["sparse", "ragged"])
def test_only_dense_tensors_can_be_had(kind):
    with pytest.raises(ValueError, match=f"`{kind}` must not be True: tensors are dense"):
        ops.convert_to_tensor([1.0], **{kind: True})


def test_a_dtype_has_a_name():
    assert ops.dtype(np.ones(2, "int8")) == "int8"
    assert ops.dtype(1.0) == "float32"


def test_tensors_are_told_from_lists():
    assert ops.is_tensor(ops.ones((1,)))
    assert ops.is_tensor(deepkit.Input((1,)))
    assert not ops.is_tensor([1.0])


def test_gradients_stop():
    assert float(deepkit.grad(lambda x: x * ops.stop_gradient(x))(3.0)) == 3.0


def test_bytes_are_read_as_another_dtype():
    assert ops.view(np.array([1.0], "float32"), "int32").tolist() == [0x3F800000]
    assert ops.view(np.array([1], "int32"), "uint8").tolist() == [1, 0, 0, 0]
