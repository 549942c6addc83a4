"""What can only be measured in a fresh process, measured in many of them, in turns."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.contenders import parts_of

_IMPORTS = {
    "jax": ("jax",),
    "deepkit": ("deepkit",),
    "deepkit, all that fit needs": parts_of("deepkit"),
}


def measure_import(peers: Sequence[str], *, rounds: int) -> dict[str, Any]:
    """Return the seconds of imports in fresh processes, and what they brought.

    Args:
        peers: contenders besides deepkit and JAX.
        rounds: fresh processes for each.
    """
    imports = {**_IMPORTS, **{name: parts_of(name) for name in peers}}
    return _collected({name: ("import", *parts) for name, parts in imports.items()}, rounds)


def measure_first_epoch(workload: str, peers: Sequence[str], *, rounds: int) -> dict[str, Any]:
    """Return the seconds to the end of the first epoch and the memory at its worst, of three.

    Args:
        workload: by name.
        peers: contenders besides deepkit and the JAX loop.
        rounds: fresh processes for each contender.
    """
    names = ("deepkit", "jax", *peers)
    return _collected({name: ("fit", name, workload) for name in names}, rounds)


def _collected(tasks: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Any]:
    """Return what each probe found in each round, by quantity and task."""
    for probe in tasks.values():
        run_probe(*probe)  # once for nothing: files come from the disk, and bytecode is written
    found: dict[str, dict[str, list[Any]]] = {}
    for turn in range(rounds):
        for name in list(tasks)[:: -1 if turn % 2 else 1]:
            for quantity, value in run_probe(*tasks[name]).items():
                found.setdefault(quantity, {}).setdefault(name, []).append(value)
    return found


def run_probe(*arguments: str) -> dict[str, Any]:
    """Return what a fresh process measured of itself.

    Args:
        *arguments: of `benchmarks._probe`.
    """
    command = [sys.executable, "-m", "benchmarks._probe", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])
