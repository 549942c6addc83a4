"""Bags of whole numbers: rows in which a number below zero stands for none."""

from deepkit import ops
from deepkit.errors import ShapeError
from deepkit.typing import Tensor


def bag_of(inputs: Tensor) -> Tensor:
    """Return the numbers of bags as int32.

    Args:
        inputs: whole numbers, a bag along the last axis.

    Raises:
        ShapeError: if there is no axis.
    """
    ids = ops.cast(inputs, "int32")
    if not ids.ndim:
        raise ShapeError(
            "The ids must have an axis along which bags lie, got a single number. For one id a "
            "sample give shape (batch, 1)."
        )
    return ids


def weights_of(ids: Tensor, weights: Tensor, dtype: str) -> Tensor:
    """Return the weights of the numbers in bags.

    Args:
        ids: the bags.
        weights: a weight for each number.
        dtype: the dtype of the result.

    Raises:
        ShapeError: if there is not one weight for each number.
    """
    weights = ops.cast(weights, dtype)
    if tuple(weights.shape) != tuple(ids.shape):
        raise ShapeError(
            f"`weights` must have the shape of the ids, {tuple(ids.shape)}, got "
            f"{tuple(weights.shape)}."
        )
    return weights
