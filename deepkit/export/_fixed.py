"""Programs for known sizes, which no release of JAX has to vouch for."""

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

from deepkit.backend import on_cpu
from deepkit.columns import sizes_of
from deepkit.export._agreement import disagreement, exact
from deepkit.export._endpoint import Endpoint
from deepkit.export._forms import Stored
from deepkit.export._manifest import Open, Sized
from deepkit.export._open import write_open
from deepkit.export._parts import Part, in_parts
from deepkit.export._squeezed import squeezed
from deepkit.export._traced import Traced

_ROWS = (1, 32)
_FULL = 32  # rows are filled up as other axes are
_LADDER = {"ids": (1, 8, 64), "steps": (8, 64, 512)}


class Fixed(NamedTuple):
    """The files of programs for known sizes.

    Args:
        static: by the number of rows, where nothing else is open.
        sized: by all sizes.
        open: for any sizes, where there are none for known ones.
    """

    static: Mapping[str, str]
    sized: tuple[Sized, ...] = ()
    open: Open | None = None


def write_fixed(
    folder: Path,
    file: str,
    traced: Traced,
    weights: dict[str, Stored],
    inputs: Sequence[np.ndarray],
    outputs: Sequence[np.ndarray],
    allowed: float = 0.0,
) -> Fixed:
    """Write programs for known sizes, if all can be filled up to them, and they prove right.

    If they do not, write one for any.

    Args:
        folder: of the export.
        file: what the files begin with.
        traced: what is exported.
        weights: what is stored of it.
        inputs: golden ones.
        outputs: what they must have.
        allowed: the difference that rounding may make.
    """
    parts = _parts(traced, weights, inputs, outputs, allowed)
    if not parts:
        return Fixed({}, open=write_open(folder, file, traced, weights, inputs, outputs, allowed))
    static: dict[str, str] = {}
    sized: list[Sized] = []
    for part in parts:
        told = "".join(f".{axis}{size}" for axis, size in part.sizes.items())
        name, content = squeezed(f"{file}.{part.rows}{told}.stablehlo", part.content)
        (folder / name).write_bytes(content)
        if part.sizes:
            sized.append(Sized(name, part.rows, part.sizes))
        else:
            static[str(part.rows)] = name
    return Fixed(static, tuple(sized))


def _parts(
    traced: Traced,
    weights: dict[str, Stored],
    inputs: Sequence[np.ndarray],
    outputs: Sequence[np.ndarray],
    allowed: float,
) -> list[Part]:
    """Return programs for known sizes that prove right; none if one does not."""
    try:
        parts = [
            Part(traced.static(weights, rows, sizes), rows, sizes)
            for rows, sizes in _wanted(traced.endpoint, inputs)
        ]
        held = [array for one in weights.values() for array in one.arrays.values()]
        if on_cpu() and not all(  # the programs are for it
            _proven(one, traced.endpoint, held, inputs, outputs, allowed) for one in _alike(parts)
        ):
            return []
    except (ValueError, RuntimeError):  # what matters for other sizes alone
        return []
    return parts


def _wanted(endpoint: Endpoint, inputs: Sequence[np.ndarray]) -> list[tuple[int, dict[str, int]]]:
    """Return the sizes to write programs for: rows, and the other axes by what they are called.

    What golden rows do not go into could not be proven.
    """
    axes: dict[str, None] = {}
    for spec in endpoint.inputs:
        told = endpoint.padding.get(spec.name)
        known = () if told is None else told.axes
        if spec.shape[:1] != (None,) or spec.shape[1:].count(None) != len(known):
            return []
        axes |= dict.fromkeys(known)
    if not axes:
        return [(rows, {}) for rows in _ROWS]
    least = sizes_of(
        dict(zip([spec.name for spec in endpoint.inputs], inputs, strict=True)), endpoint.padding
    )
    steps = product(*([size for size in _LADDER[axis] if size >= least[axis]] for axis in axes))
    return [(_FULL, dict(zip(axes, sizes, strict=True))) for sizes in steps]


def _alike(parts: Sequence[Part]) -> list[list[Part]]:
    """Return programs in groups that differ in rows alone."""
    groups: dict[tuple[tuple[str, int], ...], list[Part]] = {}
    for part in parts:
        groups.setdefault(tuple(part.sizes.items()), []).append(part)
    return list(groups.values())


def _proven(
    parts: Sequence[Part],
    endpoint: Endpoint,
    held: Sequence[np.ndarray],
    inputs: Sequence[np.ndarray],
    outputs: Sequence[np.ndarray],
    allowed: float,
) -> bool:
    """Tell whether golden rows, repeated for each of the programs, have their outputs."""
    rows = sum(part.rows for part in parts) + 1
    taken = [spec.name for spec in endpoint.inputs]
    batch = [np.resize(array, (rows, *array.shape[1:])) for array in inputs]
    names = [str(place) for place in range(len(outputs))]
    expected = {n: np.resize(a, (rows, *a.shape[1:])) for n, a in zip(names, outputs, strict=True)}
    found = in_parts(parts, held, taken, endpoint.padding)(*batch)
    return disagreement(names, found, expected, allowed=allowed, whole=exact(allowed)) is None
