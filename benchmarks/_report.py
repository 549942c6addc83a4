"""A run as a text that people read and as a JSON file."""

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks._fit import TWIN
from benchmarks._timing import ratio
from benchmarks.workloads import WORKLOADS

RESULTS = Path(__file__).parent / "results"
_PEERS = {"jax": "JAX loop", "jax-tuned": "tuned JAX", "keras": "Keras", "torch": "torch"}
_NONE = "-"


def heading(machine: Mapping[str, Any]) -> str:
    """Return what was measured on, in two lines."""
    packages = ", ".join(f"{name} {v}" for name, v in machine["packages"].items() if v)
    return (
        f"{machine['date']}  {machine['processor']}, {machine['cores']} cores, "
        f"load {machine['load']}, Python {machine['python']}\n{packages}\n"
    )


def fit_table(results: Mapping[str, Any]) -> str:
    """Return samples/s of `fit`, and how many times as fast it is as each peer."""
    rows = [["fit", "samples/s", *(f"vs {title}" for title in _PEERS.values()), "JAX vs itself"]]
    for name, result in results.items():
        times = result["seconds"]
        own = times["deepkit"]
        against = [str(ratio(times[p], own)) if p in times else _NONE for p in _PEERS]
        speed = f"{result['rows'] / statistics.median(own):,.0f}"
        twin = str(ratio(times[TWIN], times["jax"]))
        rows.append([WORKLOADS[name].title, speed, *against, twin])
    return table(rows)


def times_table(what: str, results: Mapping[str, Any], unit: tuple[str, float]) -> str:
    """Return a quantity of each contender, and how many times as much as deepkit's it is.

    Args:
        what: is measured.
        results: by workload, the values of each round by contender.
        unit: its name, and how many of it make one of what was measured.
    """
    peers = [peer for peer in _PEERS if any(peer in times for times in results.values())]
    rows = [[what, f"deepkit, {unit[0]}", *(f"{_PEERS[p]} / deepkit" for p in peers)]]
    for name, times in results.items():
        own = times["deepkit"]
        against = [str(ratio(times[p], own)) if p in times else _NONE for p in peers]
        rows.append([WORKLOADS[name].title, f"{statistics.median(own) * unit[1]:,.2f}", *against])
    return table(rows)


def import_table(result: Mapping[str, Any]) -> str:
    """Return how long imports take, and how many times as long as that of jax."""
    rows = [["import", "seconds", "/ jax", "modules", "also brings"]]
    for name, taken in result["import"].items():
        brought = ", ".join(result["unwanted"][name][0]) or _NONE
        median, modules = statistics.median(taken), result["modules"][name][0]
        times = ratio(taken, result["import"]["jax"])
        rows.append([name, f"{median:.3f}", str(times), str(modules), brought])
    return table(rows)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as lines with columns side by side, the first to the left, the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *cells]))
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]]) + "\n"


def write(run: Mapping[str, Any], folder: Path = RESULTS) -> Path:
    """Write all that was measured to a JSON file named for the time; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{run['machine']['date'].replace(':', '')}.json"
    path.write_text(json.dumps(run, indent=1))
    return path
