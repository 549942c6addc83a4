"""Start weights that belong to no library."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np


class Maker:
    """Draw arrays, the same ones in every process."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(1)

    def matrix(self, *shape: int, fan_in: int | None = None) -> np.ndarray:
        """Return numbers whose products with as many inputs keep their size."""
        bound = math.sqrt(3 / (fan_in or math.prod(shape[:-1])))
        return self._random.uniform(-bound, bound, shape).astype("float32")

    def dense(self, inputs: int, units: int, *, gain: float = 1) -> list[np.ndarray]:
        """Return the kernel and the bias of a dense layer.

        Args:
            inputs: how many there are.
            units: how many there are.
            gain: of squares; relu halves them, and 2 makes up for it.
        """
        return [self.matrix(inputs, units) * np.float32(math.sqrt(gain)), zeros(units)]


def zeros(*shape: int) -> np.ndarray:
    """Return zeros."""
    return np.zeros(shape, "float32")


def ones(*shape: int) -> np.ndarray:
    """Return ones."""
    return np.ones(shape, "float32")


def pairs(weights: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Return weights two by two: the kernel and the bias of each layer."""
    return list(zip(weights[::2], weights[1::2], strict=True))
