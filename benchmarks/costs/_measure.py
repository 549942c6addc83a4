"""Each job of each axis in fresh processes, a round of all of them after the other."""

import time
from collections.abc import Sequence
from typing import Any

from benchmarks._fresh import run_probe
from benchmarks.costs._axes import AXES

# Programs are compiled anew each time: that is part of what is measured.
_ENVIRONMENT = {"DEEPKIT_COMPILATION_CACHE": "off", "JAX_PLATFORMS": "cpu"}
# A job that takes longer is done only once, the others in each round.
_LONG = 10.0


def measure_costs(names: Sequence[str], *, rounds: int) -> dict[str, Any]:
    """Return by axis, size and quantity what was found in each round.

    Args:
        names: of axes.
        rounds: fresh processes for each job.
    """
    found: dict[str, Any] = {name: {str(n): {} for n in AXES[name].sizes} for name in names}
    long: set[tuple[str, int]] = set()
    for turn in range(rounds):
        jobs = [(name, size) for name in names for size in AXES[name].sizes]
        for name, size in jobs[:: -1 if turn % 2 else 1]:
            if (name, size) in long:
                continue
            start = time.perf_counter()
            probe = run_probe(
                name, str(size), module="benchmarks.costs._probe", environment=_ENVIRONMENT
            )
            if time.perf_counter() - start > _LONG:
                long.add((name, size))
            for quantity, value in probe.items():
                found[name][str(size)].setdefault(quantity, []).append(value)
    return found
