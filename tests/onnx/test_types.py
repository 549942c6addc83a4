"""The dtypes of ONNX files."""

import numpy as np
import pytest
from onnx import TensorProto

from deepkit.onnx._errors import UnsupportedError
from deepkit.onnx._types import element_type, written_array, written_dtype


def test_half_precision_is_written_in_single():
    assert written_dtype("bfloat16") == written_dtype("float16") == "float32"
    assert written_array(np.ones(2, "float16")).dtype == "float32"


def test_other_dtypes_stay():
    assert element_type("int32") == TensorProto.INT32
    assert written_dtype("bool") == "bool"


def test_a_number_has_no_axes():
    assert written_array(np.float32(2)).shape == ()


def test_complex_numbers_are_not_known():
    with pytest.raises(UnsupportedError, match="the dtype complex64"):
        written_dtype("complex64")
