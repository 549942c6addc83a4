"""Attention over any axes: which of them scores have, and which pairs of places a mask lets see."""

import functools
import math
from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any

from deepkit import ops
from deepkit.typing import Tensor


class Pairs:
    """The pairs of a target and a source that scores are computed for.

    Scores have the axes that are not attended over, then one of heads, then those of the targets,
    then those of the sources.

    Args:
        ndim: the number of axes of queries, batch and features included.
        axes: the axes attended over.
    """

    def __init__(self, ndim: int, axes: Sequence[int]) -> None:
        self.axes = tuple(axis % ndim for axis in axes)
        self.others = tuple(i for i in range(ndim - 1) if i not in self.axes)

    @property
    def equations(self) -> tuple[str, str]:
        """The einsum equations from queries and keys to scores, and from scores and values on."""
        count = len(self.axes) + len(self.others)
        target = ascii_lowercase[:count]
        fresh = dict(zip(self.axes, ascii_lowercase[count:], strict=False))
        source = "".join(fresh.get(i, letter) for i, letter in enumerate(target))
        pairs = "".join(
            [target[i] for i in self.others]
            + ["Y"]
            + [target[i] for i in self.axes]
            + [source[i] for i in self.axes]
        )
        return f"{target}YZ,{source}YZ->{pairs}", f"{pairs},{source}YZ->{target}YZ"

    def of_targets(self, mask: Tensor) -> Tensor:
        """Return a mask of targets as one of pairs.

        Args:
            mask: True where a target sees anything; with the axes of the queries but features.
        """
        return ops.expand_dims(self._ordered(mask), (self._heads, *self._places(1)))

    def of_sources(self, mask: Tensor) -> Tensor:
        """Return a mask of sources as one of pairs.

        Args:
            mask: True where a source is seen; with the axes of the keys but features.
        """
        return ops.expand_dims(self._ordered(mask), (self._heads, *self._places(0)))

    def of_pairs(self, mask: Tensor) -> Tensor:
        """Return a mask of pairs with an axis of heads.

        Args:
            mask: True where a target sees a source; it may lack the axis of heads, and more.
        """
        pairs = 2 * len(self.axes)
        before = mask.ndim - pairs
        return ops.expand_dims(mask, tuple(range(before, self._heads + 1)))

    def up_to_itself(self, targets: Sequence[Any], sources: Sequence[Any]) -> Tensor:
        """Return a mask of pairs that lets a target see what comes before it, and itself.

        Args:
            targets: the shape of the queries.
            sources: the shape of the keys.
        """
        here, there = self._numbered(targets, sources)
        return ops.greater_equal(here, there)

    def nearer_than(self, width: int, targets: Sequence[Any], sources: Sequence[Any]) -> Tensor:
        """Return a mask of pairs that lets a target see what is near to it.

        Args:
            width: the least distance that is too far.
            targets: the shape of the queries.
            sources: the shape of the keys.
        """
        here, there = self._numbered(targets, sources)
        return ops.less(ops.abs(here - there), width)

    @property
    def _heads(self) -> int:
        return len(self.others)

    def _places(self, role: int) -> tuple[int, ...]:
        first = self._heads + 1 + role * len(self.axes)
        return tuple(range(first, first + len(self.axes)))

    def _ordered(self, mask: Tensor) -> Tensor:
        return ops.transpose(ops.cast(mask, "bool"), (*self.others, *self.axes))

    def _numbered(self, targets: Sequence[Any], sources: Sequence[Any]) -> tuple[Tensor, Tensor]:
        """Return the places of targets and of sources, counted along all axes attended over."""
        here, there = ([shape[axis] for axis in self.axes] for shape in (targets, sources))
        after, before = [1] * len(self.axes), [1] * len(self.axes)
        return _count(here, [*here, *after]), _count(there, [*before, *there])


def all_of(masks: Sequence[Tensor]) -> Tensor | None:
    """Return True where all masks are; None if there are none.

    Args:
        masks: masks of pairs.
    """
    return functools.reduce(ops.logical_and, masks) if masks else None


def _count(sizes: Sequence[Any], shape: Sequence[Any]) -> Tensor:
    return ops.reshape(ops.arange(math.prod(sizes), dtype="int32"), shape)
