"""What can only be measured in a fresh process, measured in many of them, in turns."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.contenders import parts_of

_IMPORTS = {
    "jax": ("jax",),
    "deepkit": ("deepkit",),
    "deepkit, all that fit needs": parts_of("deepkit"),
}
Environment = Callable[[], dict[str, str]]


def measure_import(peers: Sequence[str], *, rounds: int) -> dict[str, Any]:
    """Return the seconds of imports in fresh processes, and what they brought.

    Args:
        peers: contenders besides deepkit and JAX.
        rounds: fresh processes for each.
    """
    imports = {**_IMPORTS, **{name: parts_of(name) for name in peers}}
    return _collected({name: ("import", *parts) for name, parts in imports.items()}, rounds)


def measure_first_epoch(
    workload: str, peers: Sequence[str], *, rounds: int, warm: bool = True
) -> dict[str, Any]:
    """Return the seconds to the end of the first epoch and the memory at its worst, of three.

    deepkit finds no compiled programs; as `deepkit-warm` it finds those of a process before. The
    JAX loop compiles each time, as JAX does unless it is told a folder; as `jax-warm` it was.

    Args:
        workload: by name.
        peers: contenders besides deepkit and the JAX loop.
        rounds: fresh processes for each contender.
        warm: whether programs of a process before are looked at, too.
    """
    names = ("deepkit", "jax", *peers)
    tasks = {name: ("fit", name, workload) for name in names}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environments = _environments(folder)
        for name in ("deepkit", "jax") if warm else ():
            tasks[f"{name}-warm"] = tasks[name]
        return _collected(tasks, rounds, environments)


def _environments(folder: Path) -> dict[str, Environment]:
    """Return what processes are told of compiled programs: none, or those of a process before."""
    return {
        "deepkit": lambda: {"DEEPKIT_COMPILATION_CACHE": tempfile.mkdtemp(dir=folder)},
        "deepkit-warm": lambda: {"DEEPKIT_COMPILATION_CACHE": str(folder / "deepkit")},
        "jax-warm": lambda: {
            "JAX_COMPILATION_CACHE_DIR": str(folder / "jax"),
            "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
            "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "0",
        },
    }


def _collected(
    tasks: Mapping[str, Sequence[str]],
    rounds: int,
    environments: Mapping[str, Environment] | None = None,
) -> dict[str, Any]:
    """Return what each probe found in each round, by quantity and task."""
    environments = environments or {}

    def run(name: str) -> dict[str, Any]:
        return run_probe(*tasks[name], environment=environments.get(name, dict)())

    for name in tasks:
        run(name)  # once for nothing: files come from the disk, and bytecode is written
    found: dict[str, dict[str, list[Any]]] = {}
    for turn in range(rounds):
        for name in list(tasks)[:: -1 if turn % 2 else 1]:
            for quantity, value in run(name).items():
                found.setdefault(quantity, {}).setdefault(name, []).append(value)
    return found


def run_probe(
    *arguments: str,
    module: str = "benchmarks._probe",
    environment: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what a fresh process measured of itself.

    Args:
        *arguments: of the program.
        module: that is run; the last line that it prints is a JSON object.
        environment: variables besides those that there are, but for JAX's folder of programs.
    """
    command = [sys.executable, "-m", module, *arguments]
    own = {k: v for k, v in os.environ.items() if k != "JAX_COMPILATION_CACHE_DIR"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**own, **(environment or {})}
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])
