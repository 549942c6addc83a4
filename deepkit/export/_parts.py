"""Programs for known sizes at work on inputs of any: some rows at a time, filled up."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from deepkit.backend.programs import from_portable
from deepkit.columns import Padding, padded, sizes_of
from deepkit.errors import DataError

Run = Callable[..., Sequence[Any]]
"""Inputs in, outputs out, in the order of the manifest."""


class Part:
    """A program for known sizes.

    Args:
        content: its StableHLO.
        rows: how many it takes.
        sizes: of the axes that are filled up, by what they are called.
    """

    def __init__(self, content: bytes, rows: int, sizes: Mapping[str, int]) -> None:
        self.content, self.rows, self.sizes = content, rows, dict(sizes)

    @cached_property
    def call(self) -> Callable[..., list[Any]]:
        """The function that it computes, compiled when it is first asked for."""
        return from_portable(self.content)

    def takes(self, sizes: Mapping[str, int]) -> bool:
        """Tell whether what has such sizes can be filled up to its own.

        Args:
            sizes: by what the axes are called.
        """
        return all(size <= self.sizes.get(axis, 0) for axis, size in sizes.items())


def in_parts(
    parts: Sequence[Part],
    arrays: Sequence[Any],
    names: Sequence[str] = (),
    padding: Mapping[str, Padding] | None = None,
) -> Run:
    """Return what computes some rows at a time.

    Args:
        parts: programs, some rows of inputs each.
        arrays: their weights.
        names: of their inputs, in order.
        padding: how inputs are filled up, by name.
    """
    told = padding or {}
    order = sorted(parts, key=lambda part: (sorted(part.sizes.items()), -part.rows))

    def run(*inputs: np.ndarray) -> list[np.ndarray]:
        """Compute a few rows at a time."""
        sizes = sizes_of(dict(zip(names, inputs, strict=False)), told)
        first = next((part for part in order if part.takes(sizes)), None)
        if first is None:
            raise DataError(f"No program in the exported model takes {_listed(sizes)}.")
        chosen = [part for part in order if part.sizes == first.sizes]
        full = [
            padded(array, told[name], first.sizes) if name in told else array
            for name, array in zip(names, inputs, strict=True)
        ]
        return _computed(chosen, arrays, full)

    return run


def _computed(
    parts: Sequence[Part], arrays: Sequence[Any], inputs: Sequence[np.ndarray]
) -> list[np.ndarray]:
    """Return what programs that differ in rows alone, the largest first, compute together."""
    found, at, total = [], 0, len(inputs[0])
    while at < total:
        part = next((one for one in parts if one.rows <= total - at), parts[-1])
        batch = [_filled(array[at : at + part.rows], part.rows) for array in inputs]
        found.append([np.asarray(one) for one in part.call(*arrays, *batch)])
        at += part.rows
    return [np.concatenate(column)[:total] for column in zip(*found, strict=True)]


def _filled(array: np.ndarray, rows: int) -> np.ndarray:
    extra = rows - len(array)
    return array if not extra else np.concatenate([array, np.repeat(array[-1:], extra, axis=0)])


def _listed(sizes: Mapping[str, int]) -> str:
    return " and ".join(f"{size} {axis} in a row" for axis, size in sizes.items())
