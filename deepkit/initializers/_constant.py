"""Initializers that draw nothing."""

from typing import Any

from deepkit import ops
from deepkit.backend import standardize_dtype
from deepkit.errors import ShapeError
from deepkit.initializers._initializer import Initializer
from deepkit.typing import Shape, Tensor


class Zeros(Initializer):
    """Fill with zeros.

    Example:
        >>> from deepkit import initializers
        >>> initializers.Zeros()((2,)).tolist()
        [0.0, 0.0]
    """

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        return ops.zeros(shape, dtype)


class Ones(Initializer):
    """Fill with ones.

    Example:
        >>> from deepkit import initializers
        >>> initializers.Ones()((2,)).tolist()
        [1.0, 1.0]
    """

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        return ops.ones(shape, dtype)


class Constant(Initializer):
    """Fill with a number.

    Args:
        value: the number, or an array that is broadcast to the shape.

    Example:
        >>> from deepkit import initializers
        >>> initializers.Constant(3.0)((2,)).tolist()
        [3.0, 3.0]
    """

    def __init__(self, value: Any = 0.0) -> None:
        self.value = value

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        return ops.full(shape, ops.cast(self.value, standardize_dtype(dtype)), dtype)


class Identity(Initializer):
    """Make an identity matrix, times a factor.

    Args:
        gain: the factor.

    Shapes:
        Matrices only.

    Raises:
        ShapeError: if the shape is not that of a matrix.

    Example:
        >>> from deepkit import initializers
        >>> initializers.Identity(2.0)((2, 2)).tolist()
        [[2.0, 0.0], [0.0, 2.0]]
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        if len(shape) != 2:
            raise ShapeError(f"An identity has two axes, got shape {tuple(shape)}.")
        rows, columns = shape
        eye = ops.eye(rows, columns)  # pyright: ignore[reportArgumentType]
        return ops.cast(self.gain * eye, dtype)
