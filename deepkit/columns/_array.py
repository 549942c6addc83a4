"""Columns that are taken as they are: arrays of any shape, for models that know what they hold."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from deepkit.columns._column import OneKeyColumn, Spec, offending, rows_of
from deepkit.columns._reading import Reading
from deepkit.errors import DataError, one_of

_DTYPES = ("float32", "int32", "bool")
_WHOLE = np.iinfo(np.int32)


@dataclass(frozen=True, repr=False)
class ArrayColumn(OneKeyColumn):
    """Numbers or booleans as they stand in the data, in rows of any shape.

    Nothing is learned, scaled or looked up: that is the model's affair.

    Args:
        key: the column of the data.
        shape: the sizes of each row; None for open ones.
        dtype: `"float32"`, `"int32"` or `"bool"`.

    Shapes:
        data (n, *shape); encoded the same.

    Raises:
        ValueError: if there is no such dtype.

    Example:
        >>> from deepkit import feature_column as fc
        >>> encoder = fc.Encoder([fc.ArrayColumn("pixels", (2, 2), "int32")])
        >>> encoder.encode({"pixels": [[[0, 255], [255, 0]]]})["pixels"].shape
        (1, 2, 2)
    """

    _kind: ClassVar[str] = "array"

    shape: tuple[int | None, ...] = ()
    dtype: str = "float32"

    def __post_init__(self) -> None:
        one_of(_DTYPES, dtype=self.dtype)
        object.__setattr__(self, "shape", tuple(self.shape))

    @property
    def specs(self) -> dict[str, Spec]:
        return {self.name: Spec(self.shape, self.dtype)}

    def encode(self, reading: Reading) -> dict[str, np.ndarray]:
        array = reading.table[self.key]
        if array.dtype == object:
            raise DataError(
                f"Column {self.key!r} must hold numbers, got {offending(array)}. Give columns that "
                "turn it into numbers, such as `categorical_column_with_vocabulary_list`."
            )
        array = array[:, None] if array.ndim == 1 and self.shape == (1,) else array
        self._check_shape(array)
        if array.dtype.kind == "f":
            self._refuse(~np.isfinite(array), array, "finite numbers")
        return {self.name: self._cast(array)}

    def _check_shape(self, array: np.ndarray) -> None:
        sizes = array.shape[1:]
        alike = len(sizes) == len(self.shape) and all(
            wanted in (None, size) for wanted, size in zip(self.shape, sizes, strict=True)
        )
        if not alike:
            raise DataError(
                f"Column {self.key!r} must hold rows of shape {self.shape}, got {sizes}."
            )

    def _cast(self, array: np.ndarray) -> np.ndarray:
        if self.dtype == "int32" and array.dtype != np.int32:
            values = array.astype(np.float64) if array.dtype.kind != "f" else array
            wrong = (values != np.floor(values)) | (values < _WHOLE.min) | (values > _WHOLE.max)
            self._refuse(wrong, array, "whole numbers of 32 bits")
        if self.dtype == "bool":
            self._refuse((array != 0) & (array != 1), array, "booleans")
        return array.astype(self.dtype)

    def _refuse(self, wrong: np.ndarray, array: np.ndarray, what: str) -> None:
        if wrong.any():
            raise DataError(
                f"Column {self.key!r} must hold {what}, got {offending(array[wrong])} in "
                f"{rows_of(wrong)}."
            )


def array_column(key: str, array: np.ndarray) -> ArrayColumn | None:
    """Return the column that takes an array of the data as it is; None if it holds no numbers.

    Args:
        key: the column of the data.
        array: what it holds.

    Shapes:
        array: (n, *shape).

    Example:
        >>> import numpy as np
        >>> from deepkit import feature_column as fc
        >>> fc.array_column("pixels", np.zeros((3, 8, 8)))
        ArrayColumn(key='pixels', shape=(8, 8), dtype='float32')
    """
    kinds = {"f": "float32", "i": "int32", "u": "int32", "b": "bool"}
    dtype = kinds.get(array.dtype.kind)
    return None if dtype is None else ArrayColumn(key, array.shape[1:], dtype)
