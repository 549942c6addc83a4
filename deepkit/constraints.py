"""Projections that weights are put through after each update."""

from collections.abc import Sequence
from typing import Any

from deepkit import ops
from deepkit.backend import epsilon
from deepkit.configurable import Configurable, Family
from deepkit.errors import fraction, not_negative
from deepkit.typing import Tensor

__all__ = [
    "Constraint",
    "MaxNorm",
    "MinMaxNorm",
    "NonNeg",
    "UnitNorm",
    "deserialize",
    "get",
    "max_norm",
    "min_max_norm",
    "non_neg",
    "serialize",
    "unit_norm",
]

Axis = int | Sequence[int] | None


class Constraint(Configurable):
    """A rule for what a weight may be.

    A subclass defines `__call__(w)`; its constructor's arguments are its config.

    Example:
        >>> from deepkit import constraints, ops
        >>> class Centered(constraints.Constraint):
        ...     def __call__(self, w):
        ...         return w - ops.mean(w)
        >>> Centered()(ops.array([1.0, 3.0])).tolist()
        [-1.0, 1.0]
    """

    def __call__(self, w: Tensor) -> Tensor:
        """Return the weight, moved to where it may be.

        Args:
            w: a weight.
        """
        raise NotImplementedError(f"{type(self).__name__} must define `__call__(w)`.")


class NonNeg(Constraint):
    """Keep weights at zero or above.

    Example:
        >>> from deepkit import constraints, ops
        >>> constraints.NonNeg()(ops.array([-1.0, 2.0])).tolist()
        [0.0, 2.0]
    """

    def __call__(self, w: Tensor) -> Tensor:
        return ops.maximum(w, 0)


class UnitNorm(Constraint):
    """Keep the norms of the weights of each unit at 1: `w / (norm + epsilon)`.

    Args:
        axis: the axis or axes of a unit's weights: 0 for `Dense`, `[0, 1, 2]` for `Conv2D`.

    Example:
        >>> from deepkit import constraints, ops
        >>> constraints.UnitNorm()(ops.array([[3.0], [4.0]])).tolist()
        [[0.6], [0.8]]
    """

    def __init__(self, axis: Axis = 0) -> None:
        self.axis = axis

    def __call__(self, w: Tensor) -> Tensor:
        return w / (epsilon() + _norms(w, self.axis))


class MaxNorm(Constraint):
    """Keep the norms of the weights of each unit at a bound or below.

    Args:
        max_value: the bound.
        axis: the axis or axes of a unit's weights: 0 for `Dense`, `[0, 1, 2]` for `Conv2D`.

    Raises:
        ValueError: if the bound is below 0.

    Source:
        Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
        2014, JMLR 15, section 5.1.

    Example:
        >>> from deepkit import constraints, ops
        >>> constraints.MaxNorm(1.0)(ops.array([[3.0], [4.0]])).tolist()
        [[0.6], [0.8]]
    """

    def __init__(self, max_value: float = 2, axis: Axis = 0) -> None:
        self.max_value, self.axis = not_negative(max_value=max_value), axis

    def __call__(self, w: Tensor) -> Tensor:
        norms = _norms(w, self.axis)
        return w * (ops.minimum(norms, self.max_value) / (epsilon() + norms))


class MinMaxNorm(Constraint):
    """Draw the norms of the weights of each unit between two bounds.

    The new norm is `rate * clip(norm, min_value, max_value) + (1 - rate) * norm`.

    Args:
        min_value: the lower bound.
        max_value: the upper bound.
        rate: how far norms are drawn at once: 1 all the way, 0 not at all.
        axis: the axis or axes of a unit's weights: 0 for `Dense`, `[0, 1, 2]` for `Conv2D`.

    Raises:
        ValueError: if a bound is below 0, or the rate is not between 0 and 1.

    Example:
        >>> from deepkit import constraints, ops
        >>> constraints.MinMaxNorm(10.0, 20.0)(ops.array([[3.0], [4.0]])).tolist()
        [[6.0], [8.0]]
    """

    def __init__(
        self, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: Axis = 0
    ) -> None:
        self.min_value = not_negative(min_value=min_value)
        self.max_value = not_negative(max_value=max_value)
        self.rate, self.axis = fraction(rate=rate), axis

    def __call__(self, w: Tensor) -> Tensor:
        norms = _norms(w, self.axis)
        wanted = ops.clip(norms, self.min_value, self.max_value)
        wanted = self.rate * wanted + (1 - self.rate) * norms
        return w * (wanted / (epsilon() + norms))


def _norms(w: Tensor, axis: Any) -> Tensor:
    return ops.sqrt(ops.sum(ops.square(w), axis=axis, keepdims=True))


# Keras's second names.
max_norm, min_max_norm, non_neg, unit_norm = MaxNorm, MinMaxNorm, NonNeg, UnitNorm

_family = Family(
    "constraint",
    Constraint,
    "keras.constraints",
    {
        "Constraint": Constraint,
        "MaxNorm": MaxNorm,
        "MinMaxNorm": MinMaxNorm,
        "NonNeg": NonNeg,
        "UnitNorm": UnitNorm,
        "constraint": Constraint,
        "max_norm": MaxNorm,
        "min_max_norm": MinMaxNorm,
        "non_neg": NonNeg,
        "unit_norm": UnitNorm,
    },
)
get, serialize, deserialize = _family.get, _family.serialize, _family.deserialize
