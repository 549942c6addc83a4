"""Turn what users hand in - arrays, frames, tensors, lists of numbers - into numpy arrays."""

from numbers import Number
from typing import TypeGuard

import numpy as np

from deepkit.data._structure import children, is_list, is_nested, rebuild
from deepkit.errors import DataError
from deepkit.typing import Tensor

_INT32 = np.iinfo(np.int32)


def is_array(value: Tensor) -> bool:
    """Tell whether a value is one array, or is refused as one with a better reason."""
    if isinstance(value, np.ndarray | np.generic | Number | str | bytes) or _is_sparse(value):
        return True
    return any(hasattr(value, way) for way in ("__array__", "to_numpy", "detach"))


def to_arrays(tree: Tensor, name: str, floatx: str = "float32") -> Tensor:
    """Convert every leaf of a structure; a list of nothing but numbers is one array.

    Floats become the floatx, whole numbers and booleans stay. Columns of a frame become the columns
    of one matrix, and a series a matrix of one column.
    """
    if _is_numpy(tree) or (is_list(tree) and _holds_numbers(tree)):
        return to_array(tree, name, floatx)
    if is_nested(tree):
        return rebuild(tree, [to_arrays(*child, floatx) for child in children(tree, name)])
    return None if tree is None else to_array(tree, name, floatx)


def to_array(value: Tensor, name: str, floatx: str = "float32") -> np.ndarray:
    """Convert one array-like and check that it has rows of numbers."""
    array = value if _is_numpy(value) else _to_numpy(value, name, floatx)
    dtype = array.dtype
    if not _is_numeric(dtype):
        raise DataError(f"`{name}` must hold numbers, got dtype {dtype}. {_cure(dtype)}")
    if array.ndim == 0:
        raise DataError(f"`{name}` must have rows along its first axis, got the scalar {array!r}.")
    if dtype.itemsize == 8 and dtype.kind in "iu" and floatx != "float64":
        _check_range(array, name)
    if _is_float(dtype) and dtype != np.dtype(floatx):
        return array.astype(floatx)
    return array if dtype.isnative else array.astype(dtype.newbyteorder("="))


def _to_numpy(value: Tensor, name: str, floatx: str) -> np.ndarray:
    if hasattr(value, "detach"):
        value = _off_device(value)
    if hasattr(value, "to_frame"):
        value = value.to_frame()
    if hasattr(value, "to_numpy") and hasattr(value, "columns"):
        return _frame_to_numpy(value, name, floatx)
    if _is_sparse(value):
        raise DataError(f"`{name}` is a sparse matrix. Pass `{name}.toarray()`.")
    if not (is_array(value) or is_list(value)):
        raise DataError(f"`{name}` must be an array, got {type(value).__name__}.")
    try:
        return np.asarray(value)
    except ValueError as error:
        raise DataError(f"`{name}` must have rows of one length: {error}") from error


def _off_device(tensor: Tensor) -> Tensor:
    tensor = tensor.detach().cpu()
    # NumPy has no bfloat16 of its own, so torch would refuse the conversion.
    return tensor.float() if str(tensor.dtype) == "torch.bfloat16" else tensor


def _frame_to_numpy(frame: Tensor, name: str, floatx: str) -> np.ndarray:
    kinds: list[str] = [getattr(dtype, "kind", "") for dtype in frame.dtypes]
    for column, dtype, kind in zip(frame.columns, frame.dtypes, kinds, strict=True):
        if kind and kind not in "fiub":
            raise DataError(
                f"`{name}` must hold numbers, but its column {column!r} holds {dtype}. "
                "Encode the column as numbers or leave it out."
            )
    if "" in kinds or set(kinds) <= {"b"}:  # not pandas: the frame itself knows how
        array = frame.to_numpy()
    elif set(kinds) <= {"i", "u"} and not frame.isna().to_numpy().any():
        array = frame.to_numpy(dtype="int64")
    else:
        array = frame.to_numpy(dtype=floatx, na_value=np.nan)
    return np.ascontiguousarray(array)  # frames keep columns together, batches want rows


def _holds_numbers(tree: Tensor) -> bool:
    if is_list(tree):
        return len(tree) > 0 and all(map(_holds_numbers, tree))
    return isinstance(tree, Number | np.generic)


def _is_numpy(value: Tensor) -> TypeGuard[np.ndarray]:
    return isinstance(value, np.ndarray)


def _is_sparse(value: Tensor) -> bool:
    return type(value).__module__.startswith("scipy.sparse")


def _is_float(dtype: np.dtype) -> bool:
    # The small floats that JAX brings to numpy have a kind of their own.
    return dtype.kind == "f" or dtype.name.startswith(("bfloat", "float8"))


def _is_numeric(dtype: np.dtype) -> bool:
    return dtype.kind in "iubc" or _is_float(dtype)


def _cure(dtype: np.dtype) -> str:
    if dtype.kind in "US":
        return (
            "Encode text as numbers first, for example with `np.unique(..., return_inverse=True)`."
        )
    if dtype.kind in "Mm":
        return "Turn dates into numbers first, such as days since a first date."
    return "Convert it with `.astype('float32')`; pad rows that differ in length."


def _check_range(array: np.ndarray, name: str) -> None:
    if array.size and (array.max() > _INT32.max or array.min() < _INT32.min):
        largest = max(array.max(), array.min(), key=abs)
        raise DataError(
            f"`{name}` holds whole numbers that do not fit into 32 bits, such as {largest}, and "
            "would wrap around. Scale them or convert them with `.astype('float32')`."
        )
