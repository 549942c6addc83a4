"""The version and the dtypes of ONNX files."""

import numpy as np
from onnx import TensorProto

from deepkit.onnx._errors import UnsupportedError

OPSET = 21
"""LayerNormalization and Gelu are in it; runtimes of 2024 and later read it."""
IR_VERSION = 10
"""That of opset 21. What `onnx` itself writes may be newer than what runtimes read."""
# Half precision saves memory where kernels exist for it; ONNX runtimes on CPUs lack most of them.
HALF = frozenset({"float16", "bfloat16"})
FLOATS = HALF | {"float32", "float64"}
_TYPES = {
    "bool": TensorProto.BOOL,
    "float32": TensorProto.FLOAT,
    "float64": TensorProto.DOUBLE,
    "int8": TensorProto.INT8,
    "int16": TensorProto.INT16,
    "int32": TensorProto.INT32,
    "int64": TensorProto.INT64,
    "uint8": TensorProto.UINT8,
    "uint16": TensorProto.UINT16,
    "uint32": TensorProto.UINT32,
    "uint64": TensorProto.UINT64,
}


def written_dtype(dtype: str) -> str:
    """Return the dtype that stands for one of deepkit's in the file: half precision is widened.

    Args:
        dtype: its name.

    Raises:
        UnsupportedError: if ONNX has none for it.
    """
    found = "float32" if dtype in HALF else dtype
    if found not in _TYPES:
        raise UnsupportedError(f"the dtype {dtype}")
    return found


def written_array(array: object) -> np.ndarray:
    """Return an array as the file keeps it.

    Args:
        array: of JAX or NumPy.
    """
    plain = np.asarray(array)
    return np.asarray(plain, written_dtype(plain.dtype.name), order="C")


def element_type(dtype: str) -> int:
    """Return the number of a dtype in ONNX.

    Args:
        dtype: its name.
    """
    return _TYPES[written_dtype(dtype)]
