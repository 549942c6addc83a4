"""Penalties on weights that join the loss."""

from deepkit import ops
from deepkit.configurable import Configurable, Family
from deepkit.errors import ShapeError, not_negative, one_of
from deepkit.typing import Tensor

__all__ = [
    "L1",
    "L1L2",
    "L2",
    "OrthogonalRegularizer",
    "Regularizer",
    "deserialize",
    "get",
    "l1",
    "l1_l2",
    "l2",
    "orthogonal_regularizer",
    "serialize",
]


class Regularizer(Configurable):
    """A rule for the penalty of a weight.

    A subclass defines `__call__(x)`; its constructor's arguments are its config.

    Example:
        >>> from deepkit import ops, regularizers
        >>> class Spread(regularizers.Regularizer):
        ...     def __call__(self, x):
        ...         return ops.var(x)
        >>> float(Spread()(ops.ones((3,))))
        0.0
    """

    def __call__(self, x: Tensor) -> Tensor:
        """Return the penalty, a single number.

        Args:
            x: a weight.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `__call__(x)`.")


class L1(Regularizer):
    """Penalize `l1 * sum(|x|)`, which draws weights to exactly zero.

    Args:
        l1: the factor, at least 0.

    Raises:
        ValueError: if it is below 0.

    Example:
        >>> from deepkit import ops, regularizers
        >>> float(regularizers.L1(0.1)(ops.array([1.0, -2.0])))
        0.3
    """

    def __init__(self, l1: float = 0.01) -> None:
        self.l1 = not_negative(l1=l1)

    def __call__(self, x: Tensor) -> Tensor:
        return self.l1 * ops.sum(ops.absolute(x))


class L2(Regularizer):
    """Penalize `l2 * sum(x**2)`, which keeps weights small.

    Args:
        l2: the factor, at least 0.

    Raises:
        ValueError: if it is below 0.

    Example:
        >>> from deepkit import ops, regularizers
        >>> float(regularizers.L2(0.1)(ops.array([1.0, -2.0])))
        0.5
    """

    def __init__(self, l2: float = 0.01) -> None:
        self.l2 = not_negative(l2=l2)

    def __call__(self, x: Tensor) -> Tensor:
        return self.l2 * ops.sum(ops.square(x))


class L1L2(Regularizer):
    """Penalize `l1 * sum(|x|) + l2 * sum(x**2)`.

    Args:
        l1: the factor of the sizes, at least 0.
        l2: the factor of the squares, at least 0.

    Raises:
        ValueError: if one of them is below 0.

    Source:
        Zou, Hastie, "Regularization and variable selection via the elastic net", 2005, Journal of
        the Royal Statistical Society B 67, equation 3.

    Example:
        >>> from deepkit import ops, regularizers
        >>> float(regularizers.L1L2(0.1, 0.1)(ops.array([1.0, -2.0])))
        0.8
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0) -> None:
        self.l1, self.l2 = not_negative(l1=l1), not_negative(l2=l2)

    def __call__(self, x: Tensor) -> Tensor:
        return self.l1 * ops.sum(ops.absolute(x)) + self.l2 * ops.sum(ops.square(x))


class OrthogonalRegularizer(Regularizer):
    """Penalize the mean `|cosine|` between rows (or columns), which draws them apart.

    Args:
        factor: the factor, at least 0.
        mode: `"rows"` or `"columns"`.

    Shapes:
        Matrices only, of two rows (or columns) or more.

    Raises:
        ValueError: if the factor is below 0, or the mode is neither.
        ShapeError: if the weight is no matrix, or has nothing to compare.

    Example:
        >>> from deepkit import ops, regularizers
        >>> float(regularizers.OrthogonalRegularizer(0.1)(ops.ones((2, 3))))
        0.1
    """

    def __init__(self, factor: float = 0.01, mode: str = "rows") -> None:
        self.factor = not_negative(factor=factor)
        self.mode = one_of(("rows", "columns"), mode=mode)

    def __call__(self, x: Tensor) -> Tensor:
        if len(x.shape) != 2:
            raise ShapeError(f"Only a matrix can be penalized so, got shape {tuple(x.shape)}.")
        if x.shape[self.mode == "columns"] < 2:
            raise ShapeError(f"Two {self.mode} are needed to compare, got shape {tuple(x.shape)}.")
        rows = ops.normalize(x if self.mode == "rows" else ops.transpose(x), axis=1)
        cosines = ops.absolute(ops.matmul(rows, ops.transpose(rows)))
        count = rows.shape[0]
        pairs = ops.sum(cosines) - ops.trace(cosines)
        return self.factor * pairs / (count * (count - 1))


# Keras's second names.
l1, l2, l1_l2, orthogonal_regularizer = L1, L2, L1L2, OrthogonalRegularizer

_family = Family(
    "regularizer",
    Regularizer,
    "keras.regularizers",
    {
        "L1": L1,
        "L1L2": L1L2,
        "L2": L2,
        "OrthogonalRegularizer": OrthogonalRegularizer,
        "Regularizer": Regularizer,
        "l1": L1,
        "l1_l2": L1L2,
        "l1l2": L1L2,
        "l2": L2,
        "orthogonal_regularizer": OrthogonalRegularizer,
        "regularizer": Regularizer,
    },
)
get, serialize, deserialize = _family.get, _family.serialize, _family.deserialize
