"""How encoded arrays are filled up along their open axes, which changes nothing that they mean."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from deepkit.columns._categorical import CategoricalColumn
from deepkit.columns._column import FeatureColumn
from deepkit.columns._sequence import MASK, SequenceCategoricalColumn, SequenceNumericColumn
from deepkit.columns._weighted import WeightedCategoricalColumn

IDS, STEPS = "ids", "steps"


class Padding(NamedTuple):
    """How an array is filled up.

    Args:
        axes: what its open axes behind that of the rows are called: `"steps"` of sequences, `"ids"`
            of categories.
        fill: what stands for nothing.
    """

    axes: tuple[str, ...]
    fill: float


def paddings(columns: Iterable[FeatureColumn]) -> dict[str, Padding]:
    """Return how the encoded arrays of columns are filled up, by key, where that can be.

    Args:
        columns: have nothing left to learn.
    """
    found: dict[str, Padding] = {}
    for leaf in dict.fromkeys(leaf for column in columns for leaf in column.leaves):
        if isinstance(leaf, SequenceCategoricalColumn):
            found |= {leaf.name: Padding((STEPS, IDS), -1), MASK: Padding((STEPS,), 0)}
        elif isinstance(leaf, SequenceNumericColumn):
            padding = Padding((STEPS,), leaf.default_value)
            found |= {leaf.name: padding, MASK: Padding((STEPS,), 0)}
        elif isinstance(leaf, WeightedCategoricalColumn):
            found[leaf.name] = Padding((IDS,), 0)
        elif isinstance(leaf, CategoricalColumn) and leaf.width is None:
            found[leaf.name] = Padding((IDS,), -1)
    return found


def sizes_of(arrays: Mapping[str, np.ndarray], padding: Mapping[str, Padding]) -> dict[str, int]:
    """Return the largest size of each of the open axes, by what they are called.

    Args:
        arrays: encoded, by key.
        padding: how they are filled up.
    """
    found: dict[str, int] = {}
    for key, told in padding.items():
        for axis, size in zip(told.axes, arrays[key].shape[1:], strict=False):
            found[axis] = max(size, found.get(axis, 1))
    return found


def padded(array: np.ndarray, padding: Padding, sizes: Mapping[str, int]) -> np.ndarray:
    """Return an array filled up to some sizes, none of which is below its own.

    Args:
        array: encoded.
        padding: how it is filled up.
        sizes: of its axes, by what they are called; others stay as they are.
    """
    own = array.shape
    shape = list(own)
    for place, axis in enumerate(padding.axes, 1):
        shape[place] = sizes.get(axis, shape[place])
    if tuple(shape) == own:
        return array
    full = np.full(shape, padding.fill, array.dtype)
    full[tuple(slice(size) for size in own)] = array
    return full
