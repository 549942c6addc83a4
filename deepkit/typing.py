"""The few types that every room shares."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias

__all__ = ["Config", "Logs", "Nested", "Shape", "Tensor"]

# The marker lets the graph writer tell an operation's tensors from its options by annotation.
Tensor: TypeAlias = Annotated[Any, "tensor"]
"""An array, a Variable or a symbolic tensor."""

Nested: TypeAlias = Any
"""A value, or lists, tuples and dicts of values."""

Shape: TypeAlias = tuple[int | None, ...] | Sequence[int | None]
"""Sizes of the axes; `None` is an open axis."""

Config: TypeAlias = dict[str, Any]
"""The arguments of a constructor, by name."""

Logs: TypeAlias = Mapping[str, float]
"""Values of the loss and the metrics, by name."""
