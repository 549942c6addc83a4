"""Programs for any sizes that outlive those of JAX, where there are none for known sizes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from deepkit.backend.programs import NamedSpec, from_open
from deepkit.export._agreement import disagreement, exact
from deepkit.export._forms import Stored
from deepkit.export._manifest import Open, Program
from deepkit.export._squeezed import squeezed
from deepkit.export._traced import Traced


def write_open(
    folder: Path,
    file: str,
    traced: Traced,
    weights: dict[str, Stored],
    inputs: Sequence[np.ndarray],
    outputs: Sequence[np.ndarray],
    allowed: float,
) -> Open | None:
    """Write the program for any sizes, if it proves right.

    Args:
        folder: of the export.
        file: what its name begins with.
        traced: what is exported.
        weights: what is stored of it.
        inputs: golden ones.
        outputs: what they must have.
        allowed: the difference that rounding may make.
    """
    held = [array for one in weights.values() for array in one.arrays.values()]
    try:
        content, gives = traced.open(weights)
        found = _call(content, held, traced.specs, gives)(*held, *inputs)
    except (ValueError, RuntimeError):  # for some sizes alone, or this device has no such operation
        return None
    names = [spec.name for spec in traced.outputs]
    arrays, expected = list(map(np.asarray, found)), dict(zip(names, outputs, strict=True))
    if disagreement(names, arrays, expected, allowed=allowed, whole=exact(allowed)) is not None:
        return None
    name, content = squeezed(f"{file}.open.stablehlo", content)
    (folder / name).write_bytes(content)
    shapes = (tuple(one.shape for one in specs) for specs in (traced.specs, gives))
    return Open(name, *shapes)


def read_open(content: bytes, told: Open, program: Program, arrays: Sequence[Any]) -> Any:
    """Return the function of arrays and inputs that a program for any sizes computes.

    Args:
        content: its StableHLO.
        told: its sizes.
        program: what it is one of.
        arrays: its weights.
    """
    takes, gives = (
        [NamedSpec(shape, spec.dtype) for shape, spec in zip(shapes, specs, strict=True)]
        for shapes, specs in ((told.inputs, program.inputs), (told.outputs, program.outputs))
    )
    return _call(content, arrays, takes, gives)


def _call(
    content: bytes, arrays: Sequence[Any], takes: Sequence[NamedSpec], gives: Sequence[NamedSpec]
) -> Callable[..., list[Any]]:
    weights = [NamedSpec(tuple(array.shape), array.dtype.name) for array in arrays]
    return from_open(content, [*weights, *takes], gives)
