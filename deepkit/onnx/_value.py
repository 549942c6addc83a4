"""Tensors of an ONNX graph while it is written, and how each was made."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from deepkit.backend import Size

Shape = tuple[Size, ...]


@dataclass(frozen=True, eq=False)
class Made:
    """The node that made a tensor.

    Args:
        op: its kind.
        inputs: its tensors.
        attributes: its options.
    """

    op: str
    inputs: "tuple[Value | None, ...]"
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Value:
    """A tensor of the graph.

    Args:
        name: in the graph.
        shape: its sizes; open ones are expressions such as `"2*batch"`.
        dtype: the name of its dtype.
        array: its numbers, if they are the same in each call.
        made: what made it, if a node did.
    """

    name: str
    shape: Shape
    dtype: str
    array: np.ndarray | None = None
    made: Made | None = None

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def scalar(self) -> bool:
        """Whether it is one number that is the same in each call."""
        return self.array is not None and self.array.size == 1


def broadcast(*shapes: Sequence[Size]) -> Shape:
    """Return the shape of what elementwise operations make of tensors.

    Args:
        *shapes: of the tensors.
    """
    most = max(map(len, shapes))
    padded = [(1,) * (most - len(shape)) + tuple(shape) for shape in shapes]
    return tuple(next((s for s in sizes if s != 1), 1) for sizes in zip(*padded, strict=True))


def is_known(shape: Sequence[Size]) -> bool:
    """Tell whether no axis of a shape is open.

    Args:
        shape: the sizes.
    """
    return all(isinstance(size, int) for size in shape)


def known_sizes(shape: Sequence[Size]) -> tuple[int, ...]:
    """Return a shape without open axes; the features that layers have weights for are never open.

    Args:
        shape: the sizes.
    """
    return tuple(int(size) for size in shape)
