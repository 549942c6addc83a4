"""Programs for fixed numbers of rows, which no release of JAX has to vouch for."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from deepkit.backend import list_devices
from deepkit.export._agreement import disagreement, exact
from deepkit.export._forms import Stored
from deepkit.export._running import Run, in_parts
from deepkit.export._traced import Traced

_STATIC = (1, 32)


def write_fixed(
    folder: Path,
    file: str,
    traced: Traced,
    weights: dict[str, Stored],
    inputs: Sequence[np.ndarray],
    outputs: Sequence[np.ndarray],
    allowed: float = 0.0,
) -> dict[str, str]:
    """Write programs for fixed numbers of rows, if nothing else is open and they prove right.

    Args:
        folder: of the export.
        file: what the files begin with.
        traced: what is exported.
        weights: what is stored of it.
        inputs: golden ones.
        outputs: what they must have.
        allowed: the difference that rounding may make.

    Returns:
        The files by how many rows their programs take.
    """
    specs = traced.endpoint.inputs
    if any(None in spec.shape[1:] or spec.shape[:1] != (None,) for spec in specs):
        return {}
    try:
        contents = {rows: traced.static(weights, rows) for rows in _STATIC}
        held = [array for one in weights.values() for array in one.arrays.values()]
        on_cpu = list_devices()[0].startswith("cpu")  # the programs are for it
        if on_cpu and not _proven(in_parts(contents, held), inputs, outputs, allowed):
            return {}
    except (ValueError, RuntimeError):  # an input, or a weight, that matters for other sizes alone
        return {}
    found = {str(rows): f"{file}.{rows}.stablehlo" for rows in contents}
    for rows, content in contents.items():
        (folder / found[str(rows)]).write_bytes(content)
    return found


def _proven(
    run: Run, inputs: Sequence[np.ndarray], outputs: Sequence[np.ndarray], allowed: float
) -> bool:
    """Tell whether golden rows, repeated for each of the programs, have their outputs."""
    rows = sum(_STATIC) + 1
    names = [str(place) for place in range(len(outputs))]
    batch = [np.resize(array, (rows, *array.shape[1:])) for array in inputs]
    expected = {n: np.resize(a, (rows, *a.shape[1:])) for n, a in zip(names, outputs, strict=True)}
    found = run(*batch)
    return disagreement(names, found, expected, allowed=allowed, whole=exact(allowed)) is None
