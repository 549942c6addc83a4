"""Layers that add, subtract, multiply and average tensors."""

import functools
from collections.abc import Sequence
from typing import Any

from deepkit import ops
from deepkit.errors import ShapeError
from deepkit.layers.merging._merge import Merge, list_of_shapes
from deepkit.typing import Shape, Tensor


class Add(Merge):
    """Add tensors: `y = x1 + x2 + ...`.

    Shapes:
        A list of tensors whose sizes are equal or 1, to one of the larger sizes.

    Raises:
        ShapeError: if it is given a single tensor, or sizes that do not fit.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Add()([ops.ones((1, 2)), ops.ones((1, 2))]).tolist()
        [[2.0, 2.0]]
    """

    def _merge(self, inputs: Sequence[Tensor], masks: Sequence[Any]) -> Tensor:
        return functools.reduce(ops.add, inputs)


class Average(Merge):
    """Average tensors: `y = (x1 + x2 + ...) / n`.

    Shapes:
        A list of tensors whose sizes are equal or 1, to one of the larger sizes.

    Raises:
        ShapeError: if it is given a single tensor, or sizes that do not fit.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Average()([ops.ones((1, 2)), ops.zeros((1, 2))]).tolist()
        [[0.5, 0.5]]
    """

    def _merge(self, inputs: Sequence[Tensor], masks: Sequence[Any]) -> Tensor:
        return functools.reduce(ops.add, inputs) / len(inputs)


class Subtract(Merge):
    """Subtract one tensor from another: `y = x1 - x2`.

    Shapes:
        A list of two tensors whose sizes are equal or 1, to one of the larger sizes.

    Raises:
        ShapeError: if there are not two, or their sizes do not fit.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Subtract()([ops.ones((1, 2)), ops.ones((1, 2))]).tolist()
        [[0.0, 0.0]]
    """

    def build(self, input_shape: Sequence[Shape]) -> None:
        count = len(list_of_shapes(self.name, input_shape))
        if count != 2:
            raise ShapeError(f"Layer {self.name!r} subtracts one tensor from one, got {count}.")
        super().build(input_shape)

    def _merge(self, inputs: Sequence[Tensor], masks: Sequence[Any]) -> Tensor:
        return inputs[0] - inputs[1]


class Multiply(Merge):
    """Multiply tensors: `y = x1 * x2 * ...`; what is masked in one of them is left out there.

    Shapes:
        A list of tensors whose sizes are equal or 1, to one of the larger sizes.

    Raises:
        ShapeError: if it is given a single tensor, or sizes that do not fit.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.Multiply()([2 * ops.ones((1, 2)), 3 * ops.ones((1, 2))]).tolist()
        [[6.0, 6.0]]
    """

    def _merge(self, inputs: Sequence[Tensor], masks: Sequence[Any]) -> Tensor:
        factors = [
            x if mask is None else ops.where(mask, x, 1)
            for x, mask in zip(inputs, masks, strict=True)
        ]
        product = functools.reduce(ops.multiply, factors)
        if any(mask is None for mask in masks):
            return product
        return ops.where(functools.reduce(ops.logical_or, masks), product, 0)


def add(inputs: Sequence[Tensor], **base: Any) -> Tensor:
    """Return the sum of tensors, by an `Add` layer.

    Args:
        inputs: tensors whose sizes are equal or 1.
        **base: the arguments of `Layer`.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.add([ops.ones((1, 2)), ops.ones((1, 2))]).tolist()
        [[2.0, 2.0]]
    """
    return Add(**base)(inputs)


def average(inputs: Sequence[Tensor], **base: Any) -> Tensor:
    """Return the mean of tensors, by an `Average` layer.

    Args:
        inputs: tensors whose sizes are equal or 1.
        **base: the arguments of `Layer`.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.average([ops.ones((1, 2)), ops.zeros((1, 2))]).tolist()
        [[0.5, 0.5]]
    """
    return Average(**base)(inputs)


def subtract(inputs: Sequence[Tensor], **base: Any) -> Tensor:
    """Return the difference of two tensors, by a `Subtract` layer.

    Args:
        inputs: two tensors whose sizes are equal or 1.
        **base: the arguments of `Layer`.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.subtract([ops.ones((1, 2)), ops.ones((1, 2))]).tolist()
        [[0.0, 0.0]]
    """
    return Subtract(**base)(inputs)


def multiply(inputs: Sequence[Tensor], **base: Any) -> Tensor:
    """Return the product of tensors, by a `Multiply` layer.

    Args:
        inputs: tensors whose sizes are equal or 1.
        **base: the arguments of `Layer`.

    Example:
        >>> from deepkit import layers, ops
        >>> layers.multiply([2 * ops.ones((1, 2)), 3 * ops.ones((1, 2))]).tolist()
        [[6.0, 6.0]]
    """
    return Multiply(**base)(inputs)
